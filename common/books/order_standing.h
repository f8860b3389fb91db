#pragma once

#include <array>
#include <compare>
#include <string_view>

#include "common/events/event.h"

namespace books {

// Which of two states of an order stands: the larger one. A total order of the events themselves
// (docs/events.md, "Which state of an order stands"), so that neither the order of arrival nor the
// cut of a batch can matter. The fold, the table's upsert and the reconciler compare nothing else.
// Equal standings are equal rows.
struct OrderStanding {
    // Column `standing` of `orders`, compared byte by byte: 8 settled and exchange time, 12 as
    // below, 4 checksum of the rest of the row. The 12: 4 filled and state, 8 number; where the
    // state follows a bust or correction 8 that bit and number, 4 filled and state: a bust often
    // has the time of the fill it takes back, and less is filled after it.
    std::array<char, 24> bytes{};

    [[nodiscard]] std::string_view view() const { return {bytes.data(), bytes.size()}; }
    friend bool operator==(const OrderStanding&, const OrderStanding&) = default;
    friend std::strong_ordering operator<=>(const OrderStanding& a, const OrderStanding& b) {
        return a.view() <=> b.view();  // as unsigned bytes
    }
};

// In: an event of kind `order`. Pure.
OrderStanding standing_of(const events::Event& order);

}  // namespace books
