#include "common/books/order_names.h"

namespace books {

using events::Event;
using events::Order;

OrderName name_of(const Event& event) {
    return {std::string{event.account}, event.day, event.exchange, event.segment,
            std::string{std::get<Order>(event.body).client_order_id}};
}

bool has_number(const Event& event) {
    const Order& order = std::get<Order>(event.body);
    return order.exchange_order_id != order.client_order_id;
}

OrderNames unnumbered_in(const std::vector<Item*>& items) {
    OrderNames names;
    for (const Item* item : items) {
        const Event* event = item->event;
        if (event == nullptr || !std::holds_alternative<Order>(event->body)) continue;
        if (!has_number(*event)) names.insert(name_of(*event));
    }
    return names;
}

}  // namespace books
