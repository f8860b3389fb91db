#include "producers/venue/prices/random_walk.h"

#include <algorithm>

#include "common/base/must.h"

namespace venue {
namespace {

constexpr int64_t kStepPermyriad = 5;  // of the price, at most, in one step

}  // namespace

RandomWalk::RandomWalk(const std::vector<Listing>& listings, std::vector<int64_t> prices,
                       const PathConfig& config)
    : listings_{listings}, prices_{std::move(prices)}, config_{config}, random_{config.seed} {
    base::must(listings_.size() == prices_.size());
    for (size_t at = 0; at < prices_.size(); ++at) {
        if (prices_[at] > 0) quoted_.push_back(at);
    }
}

void RandomWalk::move(size_t at) {
    const Instrument& instrument = listings_[at].instrument;
    const int64_t reach = std::max(
        instrument.tick, prices_[at] / 10'000 * kStepPermyriad / instrument.tick * instrument.tick);
    int64_t moved = prices_[at] + random_.between(-reach, reach);
    if (instrument.band_low > 0 && instrument.band_high > instrument.band_low) {
        // A cheap option's band is hundreds of times its price: the path begins where the price is.
        const int64_t margin = std::min((instrument.band_high - instrument.band_low) / 20,
                                        std::max(prices_[at] / 20, instrument.tick));
        moved = std::clamp(moved, instrument.band_low + margin, instrument.band_high - margin);
    }
    prices_[at] = std::max(moved, instrument.tick);
}

std::vector<SetQuote> RandomWalk::step() {
    std::vector<SetQuote> quotes;
    for (size_t i = 0; i < std::min(config_.instruments_per_step, quoted_.size()); ++i) {
        const size_t at = quoted_[next_];
        next_ = (next_ + 1) % quoted_.size();
        move(at);
        quotes.push_back(quote_around(listings_[at].instrument, prices_[at], config_));
    }
    return quotes;
}

std::vector<SetQuote> RandomWalk::all() const {
    std::vector<SetQuote> quotes;
    for (const size_t at : quoted_) {
        quotes.push_back(quote_around(listings_[at].instrument, prices_[at], config_));
    }
    return quotes;
}

}  // namespace venue
