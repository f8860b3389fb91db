#include "common/books/order_names.h"

#include <algorithm>
#include <functional>

namespace books {

using events::Event;
using events::Order;

size_t OrderNameHash::operator()(const OrderNameView& name) const {
    constexpr size_t kOdd = 0x9e3779b97f4a7c15U;  // two names of one client order id lie apart
    const std::hash<std::string_view> hash;
    return hash(name.client_order_id) + kOdd * hash(name.account);
}

OrderNameView name_view_of(const Event& event) {
    return {event.account, event.day, event.exchange, event.segment,
            std::get<Order>(event.body).client_order_id};
}

OrderName name_of(const Event& event) { return name_of(name_view_of(event)); }

OrderNameView number_view_of(const Event& event) {
    return {event.account, event.day, event.exchange, event.segment,
            std::get<Order>(event.body).exchange_order_id};
}

OrderName name_of(const OrderNameView& name) {
    return {std::string{name.account}, name.day, name.exchange, name.segment,
            std::string{name.client_order_id}};
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

OrderNames numbers_in(const std::vector<Item*>& items) {
    OrderNames numbers;
    for (const Item* item : items) {
        const Event* event = item->event;
        if (event == nullptr || !std::holds_alternative<Order>(event->body)) continue;
        numbers.insert(name_of(number_view_of(*event)));
    }
    return numbers;
}

std::set<uint32_t> order_days_of(const std::vector<Item*>& items) {
    std::set<uint32_t> days;
    uint32_t last = 0;
    for (const Item* item : items) {
        const Event* event = item->event;
        if (event == nullptr || event->day == last) continue;
        if (!std::holds_alternative<Order>(event->body)) continue;
        last = event->day;
        days.insert(last);
    }
    return days;
}

bool WaitingOrders::empty() const {
    return std::ranges::all_of(days_, [](const auto& day) { return day.second.empty(); });
}

size_t WaitingOrders::size() const {
    size_t size = 0;
    for (const auto& [day, names] : days_) size += names.size();
    return size;
}

bool WaitingOrders::has(const OrderNameView& name) const {
    const auto day = days_.find(name.day);
    return day != days_.end() && day->second.contains(name);
}

bool WaitingOrders::remove(const OrderName& name) {
    const auto day = days_.find(name.day);
    return day != days_.end() && day->second.erase(name) > 0;
}

}  // namespace books
