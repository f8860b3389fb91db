#pragma once

#include <cstdint>
#include <limits>

#include "consumers/squareoff/command_state.h"

namespace squareoff {

// Brings our own orders up to what the books say of them; those that moved go to `changes.ended`.
// Pure; exits::next says where a row may go. An order ends when the books say so, or when the
// gateway has said that it never reached the exchange; a cancel ends with the order it speaks of.
// What the books end with fewer filled than the gateway has heard is in doubt for kShortfallUs: the
// trade may be behind the order's end.
inline constexpr int64_t kShortfallUs = 10'000'000;
// So long after the end of its day (exits::kDayOverUs) an order of ours lives no longer: once
// `told` has come past that time in its market, it ends as the books have it, or as cancelled where
// none have it; so it does once a person has said since then what has filled. Until then it is in
// doubt and counts, and so does what was told to have filled until the books show it.
void settle(account::View& view, int64_t now_us, Changes& changes,
            int64_t day_ends_us = std::numeric_limits<int64_t>::max(),
            const account::ToldTimes& told = {});

// Two exchanges, or two segments of one, may give the same number.
const account::Order* find_order(const account::View& view, const account::InstrumentKey& where,
                                 const std::string& exchange_order_id);

}  // namespace squareoff
