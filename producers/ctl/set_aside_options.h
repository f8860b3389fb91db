#pragma once

#include <string>

#include "producers/ctl/messages/set_aside.h"

namespace CLI {
class App;
}

namespace ctl {

// The options that the commands for parked events and those for dead letters have in common.
void add_limit(CLI::App& command, SetAsideOptions& options, const std::string& help, int64_t most);
// To see personal data, who looks must be named.
void add_unmasking(CLI::App& command, SetAsideOptions& options);
// Who changes something must say that all is meant, or what, and be named with a reason.
void add_decision(CLI::App& command, SetAsideOptions& options, const std::string& all,
                  const std::string& dry_run);
// For what takes two persons; whoever does it alone says why, in --reason, which must be there.
void add_break_glass(CLI::App& command, bool& break_glass);
void add_rate(CLI::App& command, SetAsideOptions& options);

}  // namespace ctl
