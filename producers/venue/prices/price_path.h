#pragma once

#include <cstdint>
#include <string>

#include "producers/venue/matching/input.h"

namespace venue {

enum class PathKind { None, Walk, Ticks };

// Where the house's quotes come from, against which everybody's exits can trade.
struct PathConfig {
    PathKind kind = PathKind::Walk;
    uint64_t seed = 1;
    int64_t every_ms = 100;
    size_t instruments_per_step = 50;  // the next ones have the next turn
    int64_t spread_ticks = 2;          // from bid to ask
    int64_t quote_lots = 1000;         // on each side
    std::string ticks_folder;          // SYMBOL.csv.zst: timestamp,ltp,volume
    int64_t pace = 1;                  // this many times as fast as the day was
};

// The house's quote around `middle`: bid and ask on the tick grid, `spread_ticks` apart, inside the
// band. A side that has no room there is 0.
SetQuote quote_around(const Instrument& instrument, int64_t middle, const PathConfig& config);

}  // namespace venue
