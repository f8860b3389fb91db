#include "producers/venue/matching/matcher.h"

#include <algorithm>

#include "producers/venue/matching/checks.h"
#include "producers/venue/matching/reporting.h"
#include "producers/venue/matching/trades.h"

namespace venue {

using events::OrderState;
using events::OrderType;
using events::Side;

namespace {

// Trades with the other side as far as `limit`. False: self-trade prevention ended the order.
bool match(State& state, Listed& listed, uint32_t index, int64_t limit) {
    Order& order = state.orders[index];
    Ladder& other = listed.book.side(opposite(order.side));
    while (order.remaining > 0 && other.reaches(limit)) {
        const uint32_t standing = other.first();
        Order& counter = state.orders[standing];
        if (counter.account == order.account && state.config.self_trade != SelfTrade::Allow) {
            if (state.config.self_trade == SelfTrade::CancelIncoming) {
                cancel_unasked(state, index, kSameAccount);
                return false;
            }
            cancel_unasked(state, standing, kSameAccount);
            continue;
        }
        const int64_t quantity = std::min(order.remaining, counter.remaining);
        const int64_t price = counter.price;
        other.take(state.orders, standing, price, quantity);
        order.remaining -= quantity;
        const bool buys = order.side == Side::Buy;
        trade(state, listed, buys ? index : standing, buys ? standing : index, quantity, price);
    }
    return true;
}

std::string_view why_rest_is_cancelled(const Order& order) {
    if (!has_limit(order.type)) return "no more quantity within the market protection";
    return "IOC: no more quantity at this price";
}

void meet_book(State& state, uint32_t index) {
    Order& order = state.orders[index];
    Listed& listed = state.listed_of(order);
    state.touch(order.instrument);
    if (state.trades_now(listed)) {
        const int64_t limit =
            has_limit(order.type) ? order.price : market_limit(state, listed, order.side);
        if (limit != 0 && !match(state, listed, index, limit)) return;
    }
    if (order.remaining == 0) return;
    if (!has_limit(order.type) || order.validity == events::Validity::Ioc) {
        cancel_unasked(state, index, why_rest_is_cancelled(order));
    } else {
        listed.book.side(order.side).append(state.orders, index, order.price);
    }
}

bool is_reached(const Listed& listed, const Order& order) {
    if (listed.last == 0) return false;
    return order.side == Side::Buy ? listed.last >= order.trigger : listed.last <= order.trigger;
}

void set_off(State& state, uint32_t index) {
    Order& order = state.orders[index];
    order.state = order.filled > 0 ? OrderState::PartiallyFilled : OrderState::Open;
    report(state, index, ExecType::Triggered);
    meet_book(state, index);
}

// The first stop that the last price has reached: of the buys the lowest trigger, then of the sells
// the highest.
uint32_t next_stop(const Listed& listed) {
    const Book& book = listed.book;
    if (listed.last == 0) return kNone;
    if (book.stop_buys.reaches(listed.last)) return book.stop_buys.first();
    if (book.stop_sells.reaches(listed.last)) return book.stop_sells.first();
    return kNone;
}

}  // namespace

void work(State& state, uint32_t index) {
    Order& order = state.orders[index];
    if (order.state != OrderState::TriggerPending) {
        meet_book(state, index);
        return;
    }
    Listed& listed = state.listed_of(order);
    if (state.trades_now(listed) && is_reached(listed, order)) {
        set_off(state, index);
    } else {
        listed.book.stops(order.side).append(state.orders, index, order.trigger);
    }
}

void set_off_stops(State& state, Listed& listed) {
    while (state.trades_now(listed)) {
        const uint32_t stop = next_stop(listed);
        if (stop == kNone) return;
        const Order& order = state.orders[stop];
        listed.book.stops(order.side).remove(state.orders, stop, order.trigger);
        set_off(state, stop);
    }
}

}  // namespace venue
