#pragma once

#include <compare>
#include <cstdint>
#include <map>
#include <set>
#include <string>
#include <string_view>
#include <unordered_set>
#include <utility>
#include <vector>

#include "common/base/result.h"
#include "common/books/incoming.h"

namespace books {

// An order by its client order id: until the exchange has numbered it, nothing else names it, and
// its row is keyed by that. Texts are an event's or an OrderName's.
struct OrderNameView {
    std::string_view account;
    uint32_t day = 0;
    events::Exchange exchange{};
    events::Segment segment{};
    std::string_view client_order_id;
    friend bool operator==(const OrderNameView&, const OrderNameView&) = default;
};
struct OrderName {
    std::string account;
    uint32_t day = 0;
    events::Exchange exchange{};
    events::Segment segment{};
    std::string client_order_id;
    [[nodiscard]] OrderNameView view() const {
        return {account, day, exchange, segment, client_order_id};
    }
    friend auto operator<=>(const OrderName&, const OrderName&) = default;
};
using OrderNames = std::set<OrderName>;
// Names of numbered orders, each with the number.
using BorneNames = std::set<std::pair<OrderName, std::string>>;
struct OrderNameHash {
    using is_transparent = void;
    size_t operator()(const OrderNameView& name) const;
    size_t operator()(const OrderName& name) const { return (*this)(name.view()); }
};

// In: an event of kind `order`.
OrderNameView name_view_of(const events::Event& order);
OrderName name_of(const events::Event& order);
OrderName name_of(const OrderNameView& name);
// The key of the order's row: `client_order_id` is what stands in its exchange_order_id.
OrderNameView number_view_of(const events::Event& order);
// Decoding has put the client order id in the place of a number that is none (docs/events.md).
bool has_number(const events::Event& order);

// The order states of a run that have no number.
OrderNames unnumbered_in(const std::vector<Item*>& items);
// The orders of a run, by their numbers.
OrderNames numbers_in(const std::vector<Item*>& items);
// The days of a run's order states.
std::set<uint32_t> order_days_of(const std::vector<Item*>& items);

// Rows of `orders` that are keyed by the client order id, final ones too: when a number comes for
// one of them, that row makes room for the numbered one. By day, because days are forgotten as a
// whole.
class WaitingOrders {
  public:
    [[nodiscard]] bool empty() const;
    [[nodiscard]] bool has(const OrderNameView& name) const;
    void add(const OrderName& name) { days_[name.day].insert(name); }
    // False: it does not wait.
    bool remove(const OrderName& name);

    [[nodiscard]] bool knows(uint32_t day) const { return days_.contains(day); }
    [[nodiscard]] size_t days() const { return days_.size(); }
    void learn(uint32_t day) { days_[day]; }  // its names are added behind it
    void clear() { days_.clear(); }
    [[nodiscard]] size_t size() const;
    // Forgets the names that `test` is not true of.
    template <class Test>
    void keep_if(const Test& test) {
        for (auto& [day, names] : days_) {
            std::erase_if(names, [&](const OrderName& name) { return !test(name); });
        }
    }

  private:
    struct Equal {
        using is_transparent = void;
        bool operator()(const auto& a, const auto& b) const { return view(a) == view(b); }
        static OrderNameView view(const OrderName& name) { return name.view(); }
        static OrderNameView view(const OrderNameView& name) { return name; }
    };
    std::map<uint32_t, std::unordered_set<OrderName, OrderNameHash, Equal>> days_;
};

// What the books know of the orders in a run. An unnumbered state that comes behind the number
// changes nothing; nor does one whose name is the number of an order with another name.
struct KnownOrders {
    const WaitingOrders* waiting = nullptr;  // null: none
    OrderNames numbered;                     // of the unnumbered names of this run
    // The client order id that the row of an order bears, by its number; only where that was asked.
    std::map<OrderName, std::string> borne = {};

    [[nodiscard]] const std::string* borne_by(const OrderNameView& number) const {
        if (borne.empty()) return nullptr;
        const auto found = borne.find(name_of(number));
        return found == borne.end() ? nullptr : &found->second;
    }

    [[nodiscard]] bool waits(const OrderNameView& name) const {
        return waiting != nullptr && waiting->has(name);
    }
};

}  // namespace books
