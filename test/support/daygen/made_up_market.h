#pragma once

#include <cstdint>

#include "market.h"

namespace daygen {

// A made-up market: 60 shares, two indices with 160 options, 40 futures. Prices walk at random on
// the tick grid. Same seed and day, same market.
Market make_up_market(uint64_t seed, int64_t day_number);

}  // namespace daygen
