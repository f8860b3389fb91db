#pragma once

#include <cstdint>
#include <vector>

#include "consumers/squareoff/command_state.h"

namespace squareoff {

// Attempts of one account at one market's cut-off, in their order, as one command with what came of
// all of them: what was asked first, what was done in all, how the last of them ended that has made
// an order; where none has, the last. It bears the last one's id. Where orders alone were cancelled
// it is a cancel. Pure; not of an empty list.
CommandState outcome_of(const std::vector<CommandState>& attempts);

// "cutoff:20261120:1:NSE:CM:MIS:A1:7" is 7; 0: it is no id of an attempt. Before there were several
// of them, the ids of the clock ended with the account: those are told as other commands. Pure.
uint32_t number_of_attempt(const std::string& command_id);

}  // namespace squareoff
