#include "consumers/squareoff/settle.h"

#include <algorithm>
#include <string_view>
#include <unordered_map>

namespace squareoff {

using account::Order;
using account::OwnOrder;
using account::OwnState;
using account::View;
using events::OrderState;

namespace {

OwnState state_of(const Order& order) {
    switch (order.state) {
        case OrderState::Open:
        case OrderState::TriggerPending:
        case OrderState::PartiallyFilled:
            return OwnState::Working;
        case OrderState::Frozen:
            return OwnState::Frozen;
        case OrderState::Filled:
            return OwnState::Done;
        case OrderState::Rejected:
            return OwnState::Rejected;
        case OrderState::Cancelled:
        case OrderState::Expired:
            break;
    }
    return OwnState::Cancelled;
}

// By client order id: an account may have thousands of each.
using OrderIndex = std::unordered_map<std::string_view, const Order*>;

OrderIndex index_of(const View& view) {
    OrderIndex index;
    index.reserve(view.orders.size());
    for (const Order& order : view.orders) index.emplace(order.client_order_id, &order);
    return index;
}

void settle_exit(const OrderIndex& orders, OwnOrder& own) {
    const auto found = orders.find(own.client_order_id);
    if (found == orders.end()) return;
    const Order* order = found->second;
    own.state = state_of(*order);
    own.filled = order->filled;
    if (!order->reason.empty()) own.reason = order->reason;
}

void settle_cancel(const View& view, OwnOrder& own) {
    const Order* target = find_order(view, own.key.instrument, own.target_exchange_order_id);
    if (target == nullptr || !events::is_final(target->state)) return;
    if (!is_final(own.state)) own.state = OwnState::Done;
}

}  // namespace

const Order* find_order(const View& view, const OwnOrder& own) {
    const auto found = std::find_if(
        view.orders.begin(), view.orders.end(),
        [&](const Order& order) { return order.client_order_id == own.client_order_id; });
    return found == view.orders.end() ? nullptr : &*found;
}

const Order* find_order(const View& view, const account::InstrumentKey& where,
                        const std::string& exchange_order_id) {
    const Order* by_client_order_id = nullptr;
    for (const Order& order : view.orders) {
        const bool there = order.key.instrument.exchange == where.exchange &&
                           order.key.instrument.segment == where.segment;
        if (!there) continue;
        if (order.exchange_order_id == exchange_order_id) return &order;
        // It had no number yet when this one was noted: the books then use the client's id.
        if (order.client_order_id == exchange_order_id) by_client_order_id = &order;
    }
    return exchange_order_id.empty() ? nullptr : by_client_order_id;
}

void settle(View& view, int64_t now_us, Changes& changes) {
    const OrderIndex orders = index_of(view);
    for (OwnOrder& own : view.own) {
        const OwnOrder before = own;
        if (own.action == events::CommandAction::Exit) {
            settle_exit(orders, own);
        } else {
            settle_cancel(view, own);
        }
        own.ended_us = !is_final(own.state) ? 0 : own.ended_us == 0 ? now_us : own.ended_us;
        const bool moved = own.state != before.state || own.filled != before.filled ||
                           own.ended_us != before.ended_us;
        if (moved) changes.ended.push_back(own);
    }
}

}  // namespace squareoff
