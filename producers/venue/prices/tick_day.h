#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "common/base/result.h"
#include "producers/venue/prices/price_path.h"
#include "producers/venue/reference/instruments_file.h"

namespace venue {

// One price of a recorded day.
struct PriceTick {
    int64_t at_us = 0;  // since 09:15:00 of the day
    int64_t price = 0;  // units of 0.0001 rupee
};

// Reads `timestamp,ltp,volume` rows. Keeps what lies between 09:15 and 15:30 of the first row's
// date and is not older than the row before it; everything else in such files is dirt.
std::vector<PriceTick> read_ticks(std::string_view text);

// The price path of a recorded day, for the cash instruments whose symbol has a file. The masters
// may be of another year than the ticks: each path is scaled so that it begins where the listing
// stands. Any one thread.
class TickDay {
  public:
    // `from`: where each listing stands; `listings` must outlive the result. Invalid: no file fits.
    static base::Result<TickDay> load(const std::vector<Listing>& listings,
                                      const std::vector<int64_t>& from, const PathConfig& config);

    // Quotes of all instruments that had a tick since the last call, the newest of each.
    std::vector<SetQuote> until(int64_t passed_us);
    // The places of the listings that have a path.
    [[nodiscard]] std::vector<size_t> covered() const;

  private:
    struct Path {
        size_t listing = 0;
        std::vector<PriceTick> ticks;
        size_t next = 0;
    };

    TickDay(const std::vector<Listing>& listings, const PathConfig& config)
        : listings_{&listings}, config_{config} {}

    const std::vector<Listing>* listings_;
    PathConfig config_;
    std::vector<Path> paths_;
};

}  // namespace venue
