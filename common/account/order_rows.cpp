#include "common/account/order_rows.h"

namespace account {

PositionKey read_key(db::Columns& columns) {
    PositionKey key;
    key.instrument.exchange = columns.choice<events::Exchange>();
    key.instrument.segment = columns.choice<events::Segment>();
    key.instrument.token = columns.as<uint32_t>();
    key.product = columns.choice<events::Product>();
    return key;
}

Order read_order(db::Columns& columns) {
    Order order;
    order.key = read_key(columns);
    order.exchange_order_id = columns.text();
    order.client_order_id = columns.text();
    order.side = columns.choice<events::Side>();
    order.type = columns.choice<events::OrderType>();
    order.validity = columns.choice<events::Validity>();
    order.state = columns.choice<events::OrderState>();
    order.quantity = columns.integer();
    order.filled = columns.integer();
    order.remaining = columns.integer();
    order.price = columns.integer();
    order.trigger = columns.integer();
    order.reason = columns.text();
    return order;
}

}  // namespace account
