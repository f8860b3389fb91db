#include "producers/venue/matching/checks.h"
#include "producers/venue/matching/matcher.h"
#include "producers/venue/matching/reporting.h"
#include "producers/venue/matching/requests.h"

namespace venue {

using events::OrderState;
using events::Side;

namespace {

// kNone: there is no such frozen order, and that has been told.
uint32_t frozen_order(State& state, uint64_t exchange_order_id) {
    const uint32_t order = find_order(state, kNoSession, {exchange_order_id, {}});
    if (order != kNone && state.orders[order].state == OrderState::Frozen) return order;
    refuse_operator(state, "no frozen order of this number");
    return kNone;
}

// kNone: it does not exist, and that has been told.
uint32_t listed_index(State& state, const InstrumentKey& key) {
    const uint32_t index = state.instrument_table.find(key);
    if (index == kNone) refuse_operator(state, "no such instrument");
    return index;
}

// The house has one order for each side of an instrument, used again by every quote.
void place_house_order(State& state, uint32_t instrument, Side side, int64_t price,
                       int64_t quantity) {
    Listed& listed = state.listed[instrument];
    uint32_t& slot = side == Side::Buy ? listed.house_bid : listed.house_ask;
    if (slot == kNone) {
        slot = state.orders.add({.instrument = instrument,
                                 .account = state.house_account,
                                 .side = side,
                                 .state = OrderState::Cancelled,
                                 .house = true});
    }
    Order& order = state.orders[slot];
    order.price = price;
    order.quantity = order.remaining = quantity;
    order.filled = 0;
    order.state = OrderState::Open;
    work(state, slot);
}

void withdraw(State& state, uint32_t order) {
    if (order != kNone && !is_final(state.orders[order].state)) {
        finish(state, order, OrderState::Cancelled, {});
    }
}

}  // namespace

void confirm_frozen(State& state, const FreezeConfirm& request) {
    const uint32_t index = frozen_order(state, request.exchange_order_id);
    if (index == kNone) return;
    const Order& order = state.orders[index];
    const Listed& listed = state.listed_of(order);
    std::string wrong = check_open(state, listed, order.type, order.validity);
    if (wrong.empty()) wrong = check_terms(state, listed.terms, order);
    if (wrong.empty()) return admit(state, index, kNoSession);
    finish(state, index, OrderState::Rejected, wrong);
    report(state, index, ExecType::Rejected);
}

void refuse_frozen(State& state, const FreezeRefuse& request) {
    const uint32_t order = frozen_order(state, request.exchange_order_id);
    if (order == kNone) return;
    finish(state, order, OrderState::Rejected,
           request.reason.empty() ? "exchange refused a quantity above the freeze quantity"
                                  : request.reason.view());
    report(state, order, ExecType::Rejected);
}

void set_band(State& state, const SetBand& request) {
    const uint32_t index = listed_index(state, request.instrument);
    if (index == kNone) return;
    if (request.low < 0 || request.high < 0 || (request.high != 0 && request.low > request.high)) {
        return refuse_operator(state, "band: low is above high, or below 0");
    }
    state.listed[index].terms.band_low = request.low;
    state.listed[index].terms.band_high = request.high;
    state.touch(index);
}

void suspend(State& state, const Suspend& request) {
    const uint32_t index = listed_index(state, request.instrument);
    if (index == kNone) return;
    Listed& listed = state.listed[index];
    listed.terms.suspended = request.suspended;
    state.touch(index);
    if (state.trades_now(listed)) uncross(state, index);  // an auction may have passed it by
}

void set_last_price(State& state, const SetLastPrice& request) {
    const uint32_t index = listed_index(state, request.instrument);
    if (index == kNone) return;
    if (request.price <= 0 || request.price > state.config.price_max) {
        return refuse_operator(state, "last price must be above 0 and not above the largest one");
    }
    state.listed[index].last = request.price;
    state.touch(index);
}

void set_quote(State& state, const SetQuote& request) {
    const uint32_t index = listed_index(state, request.instrument);
    if (index == kNone) return;
    Listed& listed = state.listed[index];
    const std::string wrong = check_quote(listed.terms, request);
    if (!wrong.empty()) return refuse_operator(state, wrong);
    withdraw(state, listed.house_bid);
    withdraw(state, listed.house_ask);
    state.touch(index);
    const Phase phase = state.phase_of(listed);
    const bool open = phase == Phase::Continuous || collecting(phase);
    if (!open || listed.terms.suspended || request.quantity == 0) return;
    if (request.bid != 0) place_house_order(state, index, Side::Buy, request.bid, request.quantity);
    if (request.ask != 0)
        place_house_order(state, index, Side::Sell, request.ask, request.quantity);
}

}  // namespace venue
