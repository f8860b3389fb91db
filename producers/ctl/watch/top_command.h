#pragma once

#include "producers/ctl/watch/overview_command.h"

namespace ctl {

// The live view, until q or a signal; where there is no terminal, or with `once`, one frame.
int show_top(const OverviewOptions& options);

}  // namespace ctl
