#pragma once

#include <cstdint>
#include <optional>

#include "common/events/position_key.h"

namespace carry {

// What becomes of a position when its day is over.
enum class Fate {
    None,     // nothing is held
    Carried,  // the next day begins with it
    Settled,  // shares go to or come from the holdings, or the exchange's auction
    Expired   // the contract's last day is over, and the exchange has settled it
};

// A position at the end of its day. `value`: paid for what was bought less received for what was
// sold, since it was first opened; units of 0.0001 rupee.
struct Held {
    events::PositionKey key;
    int64_t quantity = 0;  // > 0 is long
    int64_t value = 0;
    uint32_t expiry = 0;  // yyyymmdd, of the contract; 0: none, or not known
};

// What a row of `positions` comes to; nullopt: the value is beyond 64 bits. Pure.
struct Sums {
    int64_t open_quantity = 0;
    int64_t open_value = 0;
    int64_t buy_quantity = 0;
    int64_t buy_value = 0;
    int64_t sell_quantity = 0;
    int64_t sell_value = 0;
    [[nodiscard]] bool any_today() const {
        return buy_quantity != 0 || buy_value != 0 || sell_quantity != 0 || sell_value != 0;
    }
};
std::optional<Held> held_of(const events::PositionKey& key, const Sums& sums, uint32_t expiry);

// The table of docs/operations.md, "What a day begins with". `next_day`: the one that begins. Pure.
Fate fate_of(const Held& held, uint32_t next_day);

// Intraday products that nobody squared off: a person is told of each. Pure.
bool is_left_open(const Held& held);

}  // namespace carry
