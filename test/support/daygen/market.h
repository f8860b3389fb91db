#pragma once

#include <cstdint>
#include <vector>

#include "instrument.h"

namespace daygen {

// One price for each second of the session, first at 09:15:00, last at 15:30:00: kSessionSeconds +
// 1 values above 0, units of 0.0001 rupee.
using PricePath = std::vector<int64_t>;

// What can be traded and at which price. Built before the day, not changed during it.
struct Market {
    std::vector<Instrument> instruments;  // all that are listed
    std::vector<PricePath> paths;
    std::vector<uint32_t> cash;  // indices into `instruments` of what is traded, most popular first
    std::vector<uint32_t> derivatives;
};

// The instrument's price at a second of the session (0 to kSessionSeconds): that of its path for a
// share, with cost of carry for a future, intrinsic and time value for an option; on the tick grid
// and within the band.
int64_t price_at(const Market& market, const Instrument& instrument, int64_t second);

// `price` moved to the nearest tick, at least one tick, and into the band where there is one.
int64_t on_grid(const Instrument& instrument, int64_t price);

// Fills previous_close and last_price of every traded instrument, and a band where the masters gave
// none.
void complete_prices(Market& market);

}  // namespace daygen
