#pragma once

#include "consumers/squareoff/command_state.h"

namespace squareoff {

// Takes every command of an account as far as it can go now: settles our orders by the books, plans
// cancels, then exits, ends what has ended. Pure; called again whenever something may have changed,
// and harmless when nothing has. `account` is brought up to the changes.
//
// Guarantee: whatever fills, rejects and comes late, what our orders can still fill plus what they
// have filled never lessens a position beyond zero (account::exitable).
Changes advance(Account& account, const Surroundings& now, const Limits& limits);

}  // namespace squareoff
