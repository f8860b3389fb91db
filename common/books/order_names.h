#pragma once

#include <compare>
#include <cstdint>
#include <set>
#include <string>
#include <vector>

#include "common/books/incoming.h"

namespace books {

// An order by its client order id: until the exchange has numbered it, nothing else names it, and
// its row is keyed by that.
struct OrderName {
    std::string account;
    uint32_t day = 0;
    events::Exchange exchange{};
    events::Segment segment{};
    std::string client_order_id;
    friend auto operator<=>(const OrderName&, const OrderName&) = default;
};
using OrderNames = std::set<OrderName>;
// In: an event of kind `order`.
OrderName name_of(const events::Event& order);
// Decoding has put the client order id in the place of a number that is none (docs/events.md).
bool has_number(const events::Event& order);

// The order states of a run that have no number.
OrderNames unnumbered_in(const std::vector<Item*>& items);

// What the books know of such orders. When a number comes for one of them, its row makes room for
// the numbered one; what comes without a number behind it changes nothing.
struct KnownOrders {
    const OrderNames* waiting = nullptr;  // rows that are keyed by the name; null: none
    OrderNames numbered;                  // of the names of this run, those that have a number

    [[nodiscard]] bool waits(const OrderName& name) const {
        return waiting != nullptr && waiting->contains(name);
    }
};

}  // namespace books
