#pragma once

#include "consumers/squareoff/command_state.h"

namespace squareoff {

// Judges a command that has just arrived: refused with a reason, or accepted with its rows. Pure.
// An accepted one has a row for each order to cancel and each position to exit; nothing is planned
// yet. A command that finds nothing to do is accepted and done.
CommandState accept(events::Command command, std::string body, const account::View& view,
                    const Surroundings& now, const Limits& limits);

// The rows that an exit wants of the positions as they are now: those that are not excluded, each
// with its quantity; excluded ones with their reason.
std::vector<CommandRow> exit_rows(const events::Command& command, const account::View& view,
                                  const account::Instruments& instruments);

}  // namespace squareoff
