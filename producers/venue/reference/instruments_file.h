#pragma once

#include <string>
#include <vector>

#include "common/base/result.h"
#include "common/csv/table.h"
#include "producers/venue/matching/instrument.h"

namespace venue {

// What is traded here: the terms, which the matching core knows, and the names, which it does not.
struct Listing {
    Instrument instrument;  // its group is set by `assign_groups`
    std::string symbol;
    std::string option_type;  // "" for everything but options
    int64_t last_price = 0;   // where the day's price path begins; units of 0.0001 rupee
};

inline const std::vector<std::string> kInstrumentColumns{
    "exchange",  "segment",        "token",      "symbol",         "series",          "expiry",
    "strike",    "option_type",    "lot",        "tick",           "freeze_quantity", "band_low",
    "band_high", "previous_close", "last_price", "trade_for_trade"};

// Prices in units of 0.0001 rupee, expiry as yyyymmdd or 0. Invalid: what is not a number, a lot or
// tick below 1, an unknown exchange or segment, an instrument named twice.
base::Result<std::vector<Listing>> read_instruments(const csv::Table& table);

// Each instrument follows the calendar of its segment. Invalid: a segment without one.
base::Status assign_groups(std::vector<Listing>& listings, const std::vector<Group>& groups);
// The names of the segments that occur, each once.
std::vector<std::string> segments_of(const std::vector<Listing>& listings);

}  // namespace venue
