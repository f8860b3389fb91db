#pragma once

#include <cstdint>
#include <string>

#include "market.h"
#include "tally.h"

namespace daygen {

// What a run was asked for.
struct Settings {
    std::string out;
    int64_t events = 100'000;
    uint64_t seed = 1;
    int64_t customers = 5'000;
    uint32_t day = 20260803;
    std::string data;  // folder of real data; empty: made-up market
    std::string json;  // where a second copy of the manifest goes; empty: nowhere
};

// The manifest as JSON text: what was asked, what was written by kind, state and action, and what
// became of every row of the data files. Holds nothing that depends on the clock or on paths, so
// the same day has the same manifest.
std::string manifest_text(const Settings& settings, const Market& market, const Tally& tally,
                          const DataReport& report);

}  // namespace daygen
