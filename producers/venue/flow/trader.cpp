#include "producers/venue/flow/trader.h"

#include <algorithm>
#include <cstdio>

#include "common/base/must.h"

namespace flow {
namespace {

constexpr size_t kRecentMax = 2000;
constexpr size_t kBoughtMax = 5000;
constexpr size_t kBoughtRest = 200;  // younger ones may not be filled yet
constexpr int64_t kLotsMax = 5;

int64_t on_grid(int64_t price, int64_t tick) { return std::max(price / tick * tick, tick); }

// Inside the band, where there is one.
int64_t in_band(int64_t price, const venue::Instrument& terms) {
    if (terms.band_high > 0) price = std::min(price, terms.band_high / terms.tick * terms.tick);
    const int64_t low = (terms.band_low + terms.tick - 1) / terms.tick * terms.tick;
    return std::max(price, std::max(low, terms.tick));
}

}  // namespace

std::string account_of(int64_t customer) {
    const int64_t letters = customer % 676;
    char text[24];
    std::snprintf(text, sizeof text, "%c%c%07lld", static_cast<char>('A' + letters / 26),
                  static_cast<char>('A' + letters % 26), static_cast<long long>(customer + 1));
    return text;
}

Trader::Trader(const std::vector<venue::Listing>& listings, const TraderConfig& config)
    : listings_{listings}, config_{config}, random_{config.seed} {
    base::must(!listings_.empty());
}

std::string Trader::next_id() { return config_.prefix + std::to_string(++number_); }

Action Trader::next() {
    if (recent_.size() > 100 && random_.chance(20)) {
        const auto at = static_cast<size_t>(random_.below(static_cast<int64_t>(recent_.size())));
        const fix::NewOrder order = recent_[at];
        recent_.erase(recent_.begin() + static_cast<ptrdiff_t>(at));
        if (random_.chance(65) || order.type == events::OrderType::Market) return cancel_of(order);
        fix::ReplaceOrder replace{cancel_of(order), order.type, order.validity, order.price,
                                  order.trigger};
        replace.what.quantity = order.quantity * 2;
        return replace;
    }
    const fix::NewOrder order = new_order();
    remember(order);
    return order;
}

fix::NewOrder Trader::new_order() {
    fix::NewOrder order;
    order.client_order_id = next_id();
    order.validity = events::Validity::Day;
    if (bought_.size() > kBoughtRest && random_.chance(25)) {
        const fix::NewOrder held = bought_.front();
        bought_.pop_front();
        order.account = held.account;
        order.instrument = held.instrument;
        order.product = held.product;
        order.side = events::Side::Sell;
        order.quantity = held.quantity;
        order.type = events::OrderType::Market;
        return order;
    }
    const auto pick = static_cast<size_t>(random_.below(static_cast<int64_t>(listings_.size())));
    const venue::Listing& listing = listings_[pick];
    const venue::Instrument& terms = listing.instrument;
    order.account = account_of(random_.below(config_.accounts));
    order.instrument = {terms.key.exchange, terms.key.segment, terms.key.token, listing.symbol};
    order.side = random_.chance(50) ? events::Side::Buy : events::Side::Sell;
    const bool cash = terms.key.segment == events::Segment::Cm;
    const bool intraday = !terms.trade_for_trade && random_.chance(50);
    order.product = intraday ? "MIS" : cash ? "CNC" : "NRML";
    order.quantity = terms.lot * random_.between(1, cash ? kLotsMax * 10 : kLotsMax);
    if (order.product == "CNC") order.side = events::Side::Buy;
    choose_kind(order, terms, listing.last_price);
    return order;
}

void Trader::choose_kind(fix::NewOrder& order, const venue::Instrument& terms, int64_t price) {
    const bool buys = order.side == events::Side::Buy;
    const int64_t away = price / 1000 * random_.between(-20, 5);  // of the price, up to 2 % across
    order.type = events::OrderType::Limit;
    order.price = in_band(on_grid(buys ? price - away : price + away, terms.tick), terms);
    const int64_t kind = random_.below(100);
    if (kind < 10) order.validity = events::Validity::Ioc;
    if (kind >= 10 && kind < 30) {
        order.type = events::OrderType::Market;
        order.price = 0;
    }
    if (kind >= 30 && kind < 38) {
        order.type = events::OrderType::StopLimit;
        const int64_t step = on_grid(price / 100, terms.tick);
        order.trigger = in_band(on_grid(buys ? price + step : price - step, terms.tick), terms);
        order.price =
            in_band(buys ? order.trigger + terms.tick : order.trigger - terms.tick, terms);
    }
    if (kind == 38 && terms.freeze_quantity > 0) {
        order.quantity = (terms.freeze_quantity / terms.lot + 1) * terms.lot;
    }
}

fix::CancelOrder Trader::cancel_of(const fix::NewOrder& order) {
    fix::CancelOrder cancel;
    cancel.client_order_id = next_id();
    cancel.original_client_order_id = order.client_order_id;
    cancel.account = order.account;
    cancel.instrument = order.instrument;
    cancel.side = order.side;
    cancel.quantity = order.quantity;
    return cancel;
}

void Trader::remember(const fix::NewOrder& order) {
    if (order.validity == events::Validity::Day) recent_.push_back(order);
    if (recent_.size() > kRecentMax) recent_.pop_front();
    if (order.product == "CNC" && order.side == events::Side::Buy) bought_.push_back(order);
    if (bought_.size() > kBoughtMax) bought_.pop_front();
}

}  // namespace flow
