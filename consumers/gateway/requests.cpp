#include "consumers/gateway/requests.h"

#include "common/events/order_number.h"

namespace gateway {

using exits::Exit;

namespace {

fix::Instrument instrument_of(const Exit& order) {
    return {order.key.instrument.exchange, order.key.instrument.segment, order.key.instrument.token,
            order.symbol};
}

// Of the order that a cancel speaks of; empty where the exchange has not given it one. Until then
// the books keep the order under its client order id, which is no number of the exchange.
std::string target_number(const Exit& cancel) {
    const std::string& number = cancel.target_exchange_order_id;
    const bool is_none =
        events::is_no_order_number(number) || number == cancel.target_client_order_id;
    return is_none ? std::string{} : number;
}

bool has_trigger(events::OrderType type) {
    return type == events::OrderType::StopLimit || type == events::OrderType::StopMarket;
}

}  // namespace

fix::NewOrder new_order(const Exit& order, int64_t now_us) {
    fix::NewOrder request;
    request.client_order_id = order.client_order_id;
    request.account = order.account;
    request.instrument = instrument_of(order);
    request.product = events::name_of(order.key.product);
    request.side = order.side;
    request.type = order.type;
    request.validity = order.validity;
    request.quantity = order.quantity;
    request.price = order.type == events::OrderType::Market ? 0 : order.price;
    request.transact_time_us = now_us;
    return request;
}

fix::CancelOrder cancel_order(const Exit& cancel, int64_t now_us) {
    fix::CancelOrder request;
    request.client_order_id = cancel.client_order_id;
    request.original_client_order_id = cancel.target_client_order_id;
    request.exchange_order_id = target_number(cancel);
    request.account = cancel.account;
    request.instrument = instrument_of(cancel);
    request.side = cancel.side;
    request.quantity = cancel.quantity;
    request.transact_time_us = now_us;
    return request;
}

fix::StatusRequest status_request(const Exit& order) {
    fix::StatusRequest request;
    request.client_order_id = order.client_order_id;
    request.account = order.account;
    request.instrument = instrument_of(order);
    request.side = order.side;
    return request;
}

std::string refusal_before_wire(const Exit& order, const fix::Dialect& dialect) {
    if (order.is_cancel()) {
        const bool named = !order.target_client_order_id.empty() || !target_number(order).empty();
        return named ? "" : "target: the cancel names no order";
    }
    if (order.quantity <= 0) return "quantity: must be at least 1";
    if (has_trigger(order.type)) return "type: exits have no trigger price";
    if (order.type == events::OrderType::Market) {
        return dialect.market_orders ? "" : "type: this exchange takes no market orders";
    }
    return order.price > 0 ? "" : "price: a limit order needs one";
}

}  // namespace gateway
