#pragma once

#include "producers/venue/matching/state.h"

namespace venue {

inline constexpr std::string_view kSameAccount = "would trade with an order of the same account";

// An accepted order begins to work: a stop waits for its price (or goes off at once), others meet
// the book; what is left stands there or is cancelled.
void work(State& state, uint32_t order);

// Sets off the stops that the last price has reached, one after the other.
void set_off_stops(State& state, Listed& listed);

// Ends a collection of orders: all that can trade does so at one price.
void uncross(State& state, uint32_t instrument);

// The auction's price: most volume, then least left over, then nearest to `reference`, then the
// lower one. 0: nothing can trade. Pure.
int64_t auction_price(const Book& book, int64_t reference);

}  // namespace venue
