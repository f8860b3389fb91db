#pragma once

#include <cstdint>
#include <optional>

#include "consumers/squareoff/command_state.h"

namespace squareoff {

// Where something goes on, the account is looked at this often, whatever it waits for.
inline constexpr int64_t kLookAgainUs = 3'000'000;

// Takes every command of an account as far as it can go now: settles our orders by the books, plans
// cancels, then exits, ends what has ended. Pure; called again whenever something may have changed,
// and harmless when nothing has. `account` is brought up to the changes.
//
// Guarantee: whatever fills, rejects and comes late, what our orders can still fill plus what they
// have filled never lessens a position beyond zero (account::exitable).
Changes advance(Account& account, const Surroundings& now, const Limits& limits);

// When to look at the account again without being told: while a command goes on, and while an order
// of ours has no end, because only a look gives it one. nullopt: nothing goes on.
std::optional<int64_t> next_look(const Account& account, const Changes& changes, int64_t now_us);

}  // namespace squareoff
