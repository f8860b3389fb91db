#pragma once

#include "producers/venue/matching/state.h"

namespace venue {

// Books a trade whose quantity has been taken from both orders' `remaining`: fills, numbers,
// reports, last price.
void trade(State& state, Listed& listed, uint32_t buy, uint32_t sell, int64_t quantity,
           int64_t price);

// The trade is undone; no order comes back to life.
void bust(State& state, const Bust& request);
void correct(State& state, const Correct& request);

}  // namespace venue
