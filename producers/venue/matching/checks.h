#pragma once

#include <cstdint>
#include <string>

#include "producers/venue/matching/state.h"

namespace venue {

// The most that one order may be worth, in units of 0.0001 rupee: sums of trades stay far from the
// end of int64.
inline constexpr int64_t kOrderValueMax = 100'000'000'000'000;

// Each returns a reason that a customer can act on, or an empty one: nothing is wrong. Pure.

// Whether the instrument takes an order of this kind now.
std::string check_open(const State& state, const Listed& listed, events::OrderType type,
                       events::Validity validity);
// Quantity, price and trigger against the instrument's terms.
std::string check_terms(const State& state, const Instrument& terms, const Order& order);
std::string check_quote(const Instrument& terms, const SetQuote& quote);

// How far a market order may trade: the last price plus or minus the protection, inside the band,
// on the tick. 0: there is nothing to measure from.
int64_t market_limit(const State& state, const Listed& listed, events::Side side);

}  // namespace venue
