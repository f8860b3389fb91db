#pragma once

#include <compare>
#include <cstdint>

#include "common/events/names.h"

namespace events {

struct InstrumentKey {
    Exchange exchange{};
    Segment segment{};
    uint32_t token = 0;
    friend auto operator<=>(const InstrumentKey&, const InstrumentKey&) = default;
};

// What a position is kept by, beside the account and the day.
struct PositionKey {
    InstrumentKey instrument;
    Product product{};
    friend auto operator<=>(const PositionKey&, const PositionKey&) = default;
};

}  // namespace events
