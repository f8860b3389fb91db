#pragma once

#include <cstdint>
#include <vector>

#include "consumers/squareoff/command_state.h"

namespace squareoff {

// Attempts of one account at one market's cut-off, in their order, as one command with what came of
// all of them: what was asked first, what was done in all, how the last of them ended. It bears the
// last one's id. Where orders alone were cancelled it is a cancel. Pure; not of an empty list.
CommandState outcome_of(const std::vector<CommandState>& attempts);

// "…:7" is 7; 0: it is no id of an attempt. Pure.
uint32_t number_of_attempt(const std::string& command_id);

}  // namespace squareoff
