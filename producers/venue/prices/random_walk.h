#pragma once

#include <cstdint>
#include <vector>

#include "producers/venue/prices/price_path.h"
#include "producers/venue/random.h"
#include "producers/venue/reference/instruments_file.h"

namespace venue {

// A price for each instrument that wanders by some ticks a step, and keeps a little away from
// the ends of its band. A function of the seed and of the prices it begins with. Pure.
class RandomWalk {
  public:
    // `prices`: where each listing stands now; units of 0.0001 rupee, 0: not quoted. `listings`
    // must outlive the walk.
    RandomWalk(const std::vector<Listing>& listings, std::vector<int64_t> prices,
               const PathConfig& config);

    // The next instruments' new quotes, config.instruments_per_step of them.
    std::vector<SetQuote> step();
    // All instruments' quotes as they are.
    [[nodiscard]] std::vector<SetQuote> all() const;

  private:
    void move(size_t at);

    const std::vector<Listing>& listings_;
    std::vector<int64_t> prices_;
    std::vector<size_t> quoted_;  // the listings with a price
    const PathConfig config_;
    Random random_;
    size_t next_ = 0;  // into `quoted_`
};

}  // namespace venue
