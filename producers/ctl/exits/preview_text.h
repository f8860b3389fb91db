#pragma once

#include <string>
#include <vector>

#include "producers/ctl/exits/preview.h"

namespace ctl {

// What a dry run prints. `not_now`: why the site would take no command now; empty: it would. Pure.
std::string preview_table(const events::Command& command, const Preview& shown,
                          const std::string& not_now);
std::string preview_json(const events::Command& command, const Preview& shown,
                         const std::string& not_now);

}  // namespace ctl
