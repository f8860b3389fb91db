#include "common/books/order_fold.h"

#include <algorithm>
#include <tuple>
#include <unordered_map>

namespace books {

using events::Event;
using events::Order;

namespace {

std::string_view client_id_of(const OrderRow& row) {
    return std::get<Order>(row.event->body).client_order_id;
}

auto key_of(const OrderRow& row) {
    const Event& event = *row.event;
    return std::tuple{event.account, event.day, event.exchange, event.segment,
                      std::get<Order>(event.body).exchange_order_id};
}

class OrderFold {
  public:
    OrderFold(std::vector<OrderRow> states, const KnownOrders& known)
        : states_{std::move(states)}, known_{known} {}

    OrderChanges fold() {
        leave_numbered();
        std::sort(states_.begin(), states_.end(),
                  [](const OrderRow& a, const OrderRow& b) { return key_of(a) < key_of(b); });
        for (size_t first = 0; first < states_.size();) first = take_order(first);
        return std::move(changes_);
    }

  private:
    // Whether a number has come for an order is decided by all events of the run together: their
    // order does not matter. A final state may be the first that is heard of an order, so it waits
    // for the number like any other. Mostly few orders are without one, and the numbered ones are
    // looked up among them.
    void leave_numbered() {
        for (const OrderRow& row : states_) {
            if (!has_number(*row.event)) named_.try_emplace(name_view_of(*row.event), false);
        }
        const bool any_waits = known_.waiting != nullptr && !known_.waiting->empty();
        if (named_.empty() && !any_waits) return;
        for (const OrderName& name : known_.numbered) ends_waiting(name.view());
        for (const OrderRow& row : states_) {
            if (!has_number(*row.event) || client_id_of(row).empty()) continue;
            ends_waiting(name_view_of(*row.event));
            ends_waiting(number_view_of(*row.event));
        }
        std::erase_if(states_, [&](const OrderRow& row) {
            return !has_number(*row.event) && named_.at(name_view_of(*row.event));
        });
        for (const OrderRow& row : states_) {
            if (has_number(*row.event) || known_.waits(name_view_of(*row.event))) continue;
            changes_.named.insert(name_of(*row.event));
        }
    }

    // The name has a number, or is the number of an order with another name.
    void ends_waiting(const OrderNameView& name) {
        if (const auto its = named_.find(name); its != named_.end()) its->second = true;
        if (known_.waits(name)) changes_.numbered.insert(name_of(name));
    }

    // Takes the states of one order, from `first` on. Returns the end of them.
    size_t take_order(size_t first) {
        const auto key = key_of(states_[first]);
        size_t stands = first;
        bool several = false;
        size_t end = first + 1;
        for (; end < states_.size() && key_of(states_[end]) == key; ++end) {
            if (states_[end].standing > states_[stands].standing) stands = end;
            several = several || client_id_of(states_[end]) != client_id_of(states_[first]);
        }
        changes_.rows.push_back(states_[stands]);
        const std::string* borne = known_.borne_by(number_view_of(*states_[first].event));
        if (borne != nullptr && *borne != client_id_of(states_[first])) several = true;
        if (!several) return end;
        if (borne != nullptr) bear(*states_[first].event, *borne);
        for (size_t i = first; i < end; ++i) bear(*states_[i].event, client_id_of(states_[i]));
        return end;
    }

    void bear(const Event& order, std::string_view name) {
        const OrderNameView number = number_view_of(order);
        if (name.empty() || name == number.client_order_id) return;
        OrderNameView its = number;
        its.client_order_id = name;
        changes_.borne.emplace(name_of(its), number.client_order_id);
    }

    std::vector<OrderRow> states_;
    const KnownOrders& known_;
    OrderChanges changes_;
    // Of the run's states without a number; whether it is here.
    std::unordered_map<OrderNameView, bool, OrderNameHash> named_;
};

}  // namespace

OrderChanges fold_orders(std::vector<OrderRow> states, const KnownOrders& known) {
    return OrderFold{std::move(states), known}.fold();
}

}  // namespace books
