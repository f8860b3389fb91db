#include "producers/venue/prices/price_driver.h"

#include <utility>

#include "common/base/clock.h"
#include "common/base/must.h"

namespace venue {

PriceDriver::PriceDriver(loop::Loop& loop, const std::vector<Listing>& listings,
                         const PathConfig& config, std::function<void(const SetQuote&)> on_quote)
    : listings_{listings}, config_{config}, on_quote_{std::move(on_quote)}, timer_{loop, [this] {
                                                                                       on_time();
                                                                                   }} {}

base::Status PriceDriver::start(const std::vector<PriceChanged>& prices) {
    if (config_.kind == PathKind::None) return base::Unit{};
    base::must(prices.size() == listings_.size());
    std::vector<int64_t> from;
    for (size_t i = 0; i < prices.size(); ++i) {
        // Where somebody quotes already the day goes on, else it begins as listed.
        const bool quoted = prices[i].bid > 0 && prices[i].ask > 0;
        from.push_back(quoted ? (prices[i].bid + prices[i].ask) / 2 : listings_[i].last_price);
    }
    for (const SetQuote& quote : RandomWalk{listings_, from, config_}.all()) on_quote_(quote);
    if (config_.kind == PathKind::Ticks) {
        auto ticks = TickDay::load(listings_, from, config_);
        if (!ticks.ok()) return ticks.error();
        ticks_.emplace(std::move(ticks).value());
        began_us_ = base::mono_now().us;
        for (const size_t covered : ticks_->covered()) from[covered] = 0;  // the others walk
    }
    walk_.emplace(listings_, std::move(from), config_);
    timer_.start_every(config_.every_ms);
    return base::Unit{};
}

void PriceDriver::on_time() {
    for (const SetQuote& quote : walk_->step()) on_quote_(quote);
    if (!ticks_) return;
    const int64_t passed = (base::mono_now().us - began_us_) * config_.pace;
    for (const SetQuote& quote : ticks_->until(passed)) on_quote_(quote);
}

}  // namespace venue
