#include "producers/venue/matching/checks.h"

#include <algorithm>

#include "common/base/decimal.h"

namespace venue {

using events::OrderType;
using events::Side;

namespace {

std::string rupees(int64_t price) {
    std::string text;
    base::append_price(text, price);
    return text;
}

std::string check_quantity(const State& state, const Instrument& terms, int64_t quantity) {
    if (quantity <= 0) return "quantity must be above 0";
    if (quantity > state.config.quantity_max) {
        return "quantity " + std::to_string(quantity) + " is above the largest one, " +
               std::to_string(state.config.quantity_max);
    }
    if (quantity % terms.lot != 0) {
        return "quantity " + std::to_string(quantity) + " is not a multiple of the lot, " +
               std::to_string(terms.lot);
    }
    return {};
}

std::string check_price(const State& state, const Instrument& terms, std::string_view what,
                        int64_t price) {
    const std::string name{what};
    if (price <= 0) return name + " must be above 0";
    if (price > state.config.price_max) {
        return name + " is above the largest one, " + rupees(state.config.price_max);
    }
    if (price % terms.tick != 0) {
        return name + " " + rupees(price) + " is not a multiple of the tick, " + rupees(terms.tick);
    }
    if (terms.band_low != 0 && price < terms.band_low) {
        return name + " " + rupees(price) + " is below the day's lowest, " + rupees(terms.band_low);
    }
    if (terms.band_high != 0 && price > terms.band_high) {
        return name + " " + rupees(price) + " is above the day's highest, " +
               rupees(terms.band_high);
    }
    return {};
}

}  // namespace

std::string check_open(const State& state, const Listed& listed, OrderType type,
                       events::Validity validity) {
    const Instrument& terms = listed.terms;
    if (terms.expiry != 0 && terms.expiry < state.config.day) {
        return "instrument expired on " + std::to_string(terms.expiry);
    }
    if (terms.suspended) return "instrument is suspended; orders in it can be cancelled";
    switch (state.phase_of(listed)) {
        case Phase::Closed:
            return "market is closed";
        case Phase::PostClose:
            return "market takes no new orders now; orders can be cancelled";
        case Phase::PreOpen:
        case Phase::ClosingAuction:
            if (validity == events::Validity::Ioc) return "no IOC orders in the auction; use DAY";
            if (!has_limit(type)) return "no market orders in the auction; give a limit price";
            return {};
        case Phase::Continuous:
            return {};
    }
    return {};
}

std::string check_terms(const State& state, const Instrument& terms, const Order& order) {
    std::string wrong = check_quantity(state, terms, order.quantity);
    if (wrong.empty() && has_limit(order.type)) {
        wrong = check_price(state, terms, "price", order.price);
    }
    if (wrong.empty() && is_stop(order.type)) {
        wrong = check_price(state, terms, "trigger", order.trigger);
    }
    if (!wrong.empty()) return wrong;
    if (is_stop(order.type) && order.validity == events::Validity::Ioc) {
        return "a stop order cannot be IOC; use DAY";
    }
    if (order.type == OrderType::StopLimit) {
        const bool buys = order.side == Side::Buy;
        if (buys && order.price < order.trigger) return "price of a stop buy is below its trigger";
        if (!buys && order.price > order.trigger)
            return "price of a stop sell is above its trigger";
    }
    const int64_t price = std::max(order.price, order.trigger);
    if (price > kOrderValueMax / order.quantity) {
        return "value of the order is above " + rupees(kOrderValueMax);
    }
    return {};
}

std::string check_quote(const Instrument& terms, const SetQuote& quote) {
    if (quote.bid < 0 || quote.ask < 0 || quote.quantity < 0) return "quote: below 0";
    if (quote.bid % terms.tick != 0 || quote.ask % terms.tick != 0) {
        return "quote: not a multiple of the tick";
    }
    if (quote.bid != 0 && quote.ask != 0 && quote.bid >= quote.ask) {
        return "quote: bid is not below ask";
    }
    const int64_t price = std::max(quote.bid, quote.ask);
    if (quote.quantity != 0 && price > kOrderValueMax / quote.quantity) {
        return "quote: value is above " + rupees(kOrderValueMax);
    }
    return {};
}

int64_t market_limit(const State& state, const Listed& listed, Side side) {
    const Instrument& terms = listed.terms;
    const bool buys = side == Side::Buy;
    int64_t from = listed.reference();
    if (from == 0) from = buys ? listed.book.asks.best() : listed.book.bids.best();
    if (from == 0) return 0;
    const int64_t away = from / 1000 * state.config.market_protection_permille;
    if (buys) {
        int64_t limit = (from + away) / terms.tick * terms.tick;
        if (terms.band_high != 0) limit = std::min(limit, terms.band_high);
        return limit;
    }
    int64_t limit = (from - away + terms.tick - 1) / terms.tick * terms.tick;
    limit = std::max(limit, terms.tick);
    return std::max(limit, terms.band_low);
}

}  // namespace venue
