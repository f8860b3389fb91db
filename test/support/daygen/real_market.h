#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "market.h"
#include "tally.h"

namespace daygen {

// A market from a folder of real data: nse-ticks-<date>/, instruments-nse-cm.csv.zst,
// instruments-bse-fo.csv.zst, freeze-quantities.csv. Real: price paths, NSE shares and BSE
// contracts with their tokens and terms, freeze quantities. Made up: NSE's contracts (the data has
// none) and bands of shares. Ticks may be years older than the masters: prices are put on the
// master's tick grid, and an index path is scaled to the level its contracts stand around. What
// becomes of every row goes into `report`. Nothing, with `what` set, where a file cannot be read or
// the folder has not the ticks of one session.
std::optional<Market> load_market(const std::string& folder, int64_t day_number, DataReport& report,
                                  std::string& what);

}  // namespace daygen
