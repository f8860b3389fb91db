#pragma once

#include "consumers/squareoff/command_state.h"

namespace squareoff {

// Brings our own orders up to what the books say of them; those that moved go to `changes.ended`.
// Pure. An order ends when the exchange says so, or when the gateway has said that it never reached
// the exchange; a cancel ends with the order it speaks of.
void settle(account::View& view, int64_t now_us, Changes& changes);

// The order as the exchange knows it; null where it does not stand in the books.
const account::Order* find_order(const account::View& view, const account::OwnOrder& own);
// Two exchanges, or two segments of one, may give the same number.
const account::Order* find_order(const account::View& view, const account::InstrumentKey& where,
                                 const std::string& exchange_order_id);

}  // namespace squareoff
