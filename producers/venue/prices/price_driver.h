#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <vector>

#include "common/base/result.h"
#include "common/loop/timer.h"
#include "producers/venue/matching/output.h"
#include "producers/venue/prices/random_walk.h"
#include "producers/venue/prices/tick_day.h"

namespace venue {

// Moves the house's quotes along the configured path, step by step. Loop thread only.
class PriceDriver {
  public:
    // `listings` must outlive it. `on_quote` applies a quote to the market.
    PriceDriver(loop::Loop& loop, const std::vector<Listing>& listings, const PathConfig& config,
                std::function<void(const SetQuote&)> on_quote);

    // Begins where the prices stand (Exchange::prices). Invalid: the ticks cannot be read.
    base::Status start(const std::vector<PriceChanged>& prices);
    void stop() { timer_.stop(); }

  private:
    void on_time();

    const std::vector<Listing>& listings_;
    const PathConfig config_;
    const std::function<void(const SetQuote&)> on_quote_;
    std::optional<RandomWalk> walk_;
    std::optional<TickDay> ticks_;
    int64_t began_us_ = 0;  // of the ticks
    loop::Timer timer_;
};

}  // namespace venue
