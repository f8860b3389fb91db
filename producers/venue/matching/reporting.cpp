#include "producers/venue/matching/reporting.h"

namespace venue {

using events::OrderState;

namespace {

void describe_into(const State& state, uint32_t index, Report& report) {
    const Order& order = state.orders[index];
    const Instrument& terms = state.listed[order.instrument].terms;
    report.state = order.state;
    report.exchange_order_id = uint64_t{index} + 1;
    report.client_order_id = state.client_ids.view(order.client_id);
    report.account = state.accounts.view(order.account);
    report.product = state.products.view(order.product);
    report.instrument = terms.key;
    report.trade_for_trade = terms.trade_for_trade;
    report.side = order.side;
    report.order_type = order.type;
    report.validity = order.validity;
    report.quantity = order.quantity;
    report.filled = order.filled;
    report.remaining = order.remaining;
    report.price = order.price;
    report.trigger = order.trigger;
    report.reason = state.reasons.view(order.reason);
    report.session = order.session;
}

}  // namespace

Report describe(const State& state, uint32_t order) {
    Report report;
    describe_into(state, order, report);
    report.type = ExecType::Restated;
    report.time_us = state.orders[order].changed_us;
    return report;
}

Report* report(State& state, uint32_t order, ExecType type) {
    Order& changed = state.orders[order];
    changed.changed_us = state.now_us;
    if (changed.house) return nullptr;
    Report& report = std::get<Report>(state.out->emplace_back(std::in_place_type<Report>));
    describe_into(state, order, report);
    report.exec_id = ++state.executions;
    report.type = type;
    report.time_us = state.now_us;
    return &report;
}

void answer(State& state, uint32_t order, ExecType type, SessionId asked_by,
            std::string_view request, std::string_view original) {
    Report* const made = report(state, order, type);
    if (made == nullptr) return;
    made->asked_by = asked_by;
    if (!request.empty()) {
        made->client_order_id = request;
        made->original_client_order_id = original;
    }
}

void finish(State& state, uint32_t index, OrderState end, std::string_view reason) {
    Order& order = state.orders[index];
    if (order.queued) {
        Book& book = state.listed_of(order).book;
        if (order.state == OrderState::TriggerPending) {
            book.stops(order.side).remove(state.orders, index, order.trigger);
        } else {
            book.side(order.side).remove(state.orders, index, order.price);
            state.touch(order.instrument);
        }
    }
    order.remaining = 0;
    order.state = end;
    order.changed_us = state.now_us;
    order.reason = reason.empty() ? 0 : state.reason(reason);
}

void cancel_unasked(State& state, uint32_t order, std::string_view reason) {
    finish(state, order, OrderState::Cancelled, reason);
    report(state, order, ExecType::Cancelled);
}

void refuse_operator(State& state, std::string_view reason) {
    const std::string_view kept = state.reasons.view(state.reason(reason));
    state.out->emplace_back(OperatorRefused{kept, state.now_us});
}

PriceChanged prices_of(const State& state, const Listed& listed) {
    const bool shown = state.trades_now(listed);
    return {.instrument = listed.terms.key,
            .last = listed.last,
            .bid = shown ? listed.book.bids.best() : 0,
            .ask = shown ? listed.book.asks.best() : 0,
            .band_low = listed.terms.band_low,
            .band_high = listed.terms.band_high,
            .time_us = state.now_us};
}

void show_prices(State& state, Listed& listed) {
    PriceChanged now = prices_of(state, listed);
    const PriceChanged& before = listed.shown;
    now.band_moved = now.band_low != before.band_low || now.band_high != before.band_high;
    const bool prices_moved =
        now.last != before.last || now.bid != before.bid || now.ask != before.ask;
    if (!now.band_moved && !prices_moved) return;
    listed.shown = now;
    state.out->emplace_back(now);
}

}  // namespace venue
