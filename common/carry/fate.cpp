#include "common/carry/fate.h"

namespace carry {

using events::Product;
using events::Segment;

namespace {

// Of shares what is short has been delivered, or is bought in by the exchange's auction: whoever
// bought it once more would hold shares that nobody is owed.
Fate fate_of_shares(Product product, int64_t quantity) {
    if (quantity < 0) return Fate::Settled;
    switch (product) {
        case Product::Cnc:
        case Product::Mis:
            return Fate::Settled;
        case Product::Nrml:
        case Product::Mtf:
            return Fate::Carried;
    }
    return Fate::Carried;
}

}  // namespace

std::optional<Held> held_of(const events::PositionKey& key, const Sums& sums, uint32_t expiry) {
    Held held{key, 0, 0, expiry};
    const bool beyond =
        __builtin_add_overflow(sums.open_quantity, sums.buy_quantity, &held.quantity) ||
        __builtin_sub_overflow(held.quantity, sums.sell_quantity, &held.quantity) ||
        __builtin_add_overflow(sums.open_value, sums.buy_value, &held.value) ||
        __builtin_sub_overflow(held.value, sums.sell_value, &held.value);
    if (beyond) return std::nullopt;
    return held;
}

Fate fate_of(const Held& held, uint32_t next_day) {
    if (held.quantity == 0) return Fate::None;
    if (held.expiry != 0 && held.expiry < next_day) return Fate::Expired;
    if (held.key.instrument.segment == Segment::Cm) {
        return fate_of_shares(held.key.product, held.quantity);
    }
    return Fate::Carried;
}

bool is_left_open(const Held& held) {
    return held.quantity != 0 && held.key.product == Product::Mis;
}

}  // namespace carry
