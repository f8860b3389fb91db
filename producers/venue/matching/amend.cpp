#include <algorithm>

#include "producers/venue/matching/checks.h"
#include "producers/venue/matching/matcher.h"
#include "producers/venue/matching/reporting.h"
#include "producers/venue/matching/requests.h"

namespace venue {

using events::OrderState;

namespace {

template <class Request>
void refuse(State& state, SessionId session, const Request& request, uint32_t order,
            std::string_view reason) {
    CancelRefused refused{.session = session,
                          .of_replace = std::is_same_v<Request, Replace>,
                          .unknown_order = order == kNone,
                          .client_order_id = request.client_order_id,
                          .original_client_order_id = request.order.original_client_order_id,
                          .exchange_order_id = request.order.exchange_order_id,
                          .reason = state.reasons.view(state.reason(reason)),
                          .time_us = state.now_us};
    if (order != kNone) {
        refused.state = state.orders[order].state;
        refused.exchange_order_id = uint64_t{order} + 1;
    }
    state.out->emplace_back(refused);
}

// Why the named order cannot be changed at all; empty: it can.
std::string check_live(const State& state, const ClientIds::Key& name, uint32_t order) {
    if (order == kNone) return "no such order";
    if (!name.text.empty() && state.client_ids.find(name) != kNone) {
        return "client order id was used before";
    }
    const OrderState now = state.orders[order].state;
    if (is_final(now)) return "order is " + std::string{name_of(now)} + " already";
    return {};
}

// The request's own name is kept so that it is not used again. Empty: it has none.
std::string_view keep_name(State& state, const ClientIds::Key& name, uint32_t order) {
    if (name.text.empty()) return {};
    return state.client_ids.view(state.client_ids.add(name, order));
}

// What the order would be.
Order changed(const Order& order, const Replace& request) {
    Order after = order;
    after.quantity = request.quantity;
    const int64_t done = order.quantity - order.remaining;
    after.remaining = std::max<int64_t>(request.quantity, 0) - done;
    if (has_limit(order.type)) after.price = request.price;
    if (order.state == OrderState::TriggerPending) after.trigger = request.trigger;
    return after;
}

std::string check_replace(const State& state, const Listed& listed, const Order& before,
                          const Order& after) {
    if (before.state == OrderState::Frozen) {
        return "order waits for the exchange's confirmation; it can only be cancelled";
    }
    std::string wrong = check_open(state, listed, before.type, before.validity);
    if (wrong.empty()) wrong = check_terms(state, listed.terms, after);
    if (!wrong.empty()) return wrong;
    const int64_t freeze = listed.terms.freeze_quantity;
    if (freeze != 0 && after.quantity > freeze && after.quantity > before.quantity) {
        return "quantity is above the freeze quantity, " + std::to_string(freeze);
    }
    if (after.remaining <= 0) {
        return "quantity is not above what is done already, " +
               std::to_string(before.quantity - before.remaining);
    }
    return {};
}

bool keeps_its_place(const Order& before, const Order& after) {
    return after.price == before.price && after.trigger == before.trigger &&
           after.remaining <= before.remaining;
}

void take_out(State& state, Listed& listed, uint32_t index) {
    const Order& order = state.orders[index];
    if (order.state == OrderState::TriggerPending) {
        listed.book.stops(order.side).remove(state.orders, index, order.trigger);
    } else {
        listed.book.side(order.side).remove(state.orders, index, order.price);
    }
}

void shrink(State& state, Listed& listed, uint32_t index, const Order& after) {
    Order& order = state.orders[index];
    const bool waits = order.state == OrderState::TriggerPending;
    Ladder& ladder = waits ? listed.book.stops(order.side) : listed.book.side(order.side);
    const int64_t place = waits ? order.trigger : order.price;
    ladder.take(state.orders, index, place, order.remaining - after.remaining);
    order.quantity = after.quantity;
}

}  // namespace

uint32_t find_order(const State& state, SessionId session, const OrderName& name) {
    if (name.exchange_order_id != 0) {
        if (name.exchange_order_id > state.orders.size()) return kNone;
        const auto index = static_cast<uint32_t>(name.exchange_order_id - 1);
        const Order& order = state.orders[index];
        const bool may =
            session == kNoSession || state.member_of(order.session) == state.member_of(session);
        return may && !order.house ? index : kNone;
    }
    const uint32_t id =
        state.client_ids.find(state.client_ids.key(name.original_client_order_id, session));
    return id == kNone ? kNone : state.client_ids[id].value;
}

void cancel(State& state, SessionId session, const Cancel& request) {
    const auto own = state.client_ids.key(request.client_order_id, session);
    const uint32_t order = find_order(state, session, request.order);
    const std::string wrong = check_live(state, own, order);
    if (!wrong.empty()) return refuse(state, session, request, order, wrong);
    const std::string_view name = keep_name(state, own, order);
    finish(state, order, OrderState::Cancelled, {});
    answer(state, order, ExecType::Cancelled, session, name,
           state.client_ids.view(state.orders[order].client_id));
}

void replace(State& state, SessionId session, const Replace& request) {
    const auto own = state.client_ids.key(request.client_order_id, session);
    const uint32_t index = find_order(state, session, request.order);
    std::string wrong = check_live(state, own, index);
    if (!wrong.empty()) return refuse(state, session, request, index, wrong);
    Order& order = state.orders[index];
    Listed& listed = state.listed_of(order);
    const Order after = changed(order, request);
    wrong = check_replace(state, listed, order, after);
    if (!wrong.empty()) return refuse(state, session, request, index, wrong);
    const std::string_view original = state.client_ids.view(order.client_id);
    const std::string_view name = keep_name(state, own, index);
    if (!name.empty()) order.client_id = state.client_ids.size() - 1;
    state.touch(order.instrument);
    if (keeps_its_place(order, after)) {
        shrink(state, listed, index, after);
        return answer(state, index, ExecType::Replaced, session, name, original);
    }
    take_out(state, listed, index);
    order.price = after.price;
    order.trigger = after.trigger;
    order.quantity = after.quantity;
    order.remaining = after.remaining;
    answer(state, index, ExecType::Replaced, session, name, original);
    work(state, index);
}

}  // namespace venue
