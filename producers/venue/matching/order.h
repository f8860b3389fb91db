#pragma once

#include <cstdint>

#include "common/events/names.h"
#include "producers/venue/matching/arena.h"
#include "producers/venue/matching/input.h"

namespace venue {

// One order of the day. Its place in the arena is its exchange order number less 1. Texts are kept
// as numbers of the tables in State.
struct Order {
    int64_t price = 0;
    int64_t trigger = 0;
    int64_t quantity = 0;
    int64_t filled = 0;
    int64_t remaining = 0;
    int64_t changed_us = 0;
    uint32_t next = kNone;  // in the queue of its price
    uint32_t previous = kNone;
    uint32_t instrument = 0;
    uint32_t client_id = 0;
    uint32_t account = 0;
    uint32_t previous_of_account = kNone;  // the account's order before this one
    uint32_t reason = 0;
    uint32_t product = 0;
    SessionId session = kNoSession;
    events::Side side{};
    events::OrderType type{};
    events::Validity validity{};
    events::OrderState state{};
    bool queued = false;  // stands in a ladder of its book
    bool house = false;
};

using OrderArena = Arena<Order>;

inline events::Side opposite(events::Side side) {
    return side == events::Side::Buy ? events::Side::Sell : events::Side::Buy;
}
inline bool is_stop(events::OrderType type) { return type >= events::OrderType::StopLimit; }
inline bool has_limit(events::OrderType type) {
    return type == events::OrderType::Limit || type == events::OrderType::StopLimit;
}

}  // namespace venue
