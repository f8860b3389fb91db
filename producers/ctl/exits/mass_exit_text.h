#pragma once

#include <string>
#include <vector>

#include "producers/ctl/exits/mass_exit.h"

namespace ctl {

// Pure.
std::string mass_text(const MassExit& mass, bool dry_run);
std::string mass_json(const MassExit& mass);
std::string mass_table(const std::vector<MassExit>& all);
std::string mass_list_json(const std::vector<MassExit>& all);

}  // namespace ctl
