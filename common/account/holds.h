#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "common/account/doubt.h"
#include "common/account/view.h"

namespace account {

struct Hold {
    int64_t quantity = 0;  // of the position, not to be exited
    std::string reason;    // empty where nothing is held
};

// How much of a position is held back: as much as could be too much if every doubt were true. All
// of it where a doubt does not say how much it speaks of; a doubt that names no instrument speaks
// of all positions of the account. Pure.
Hold hold_of(const std::vector<Doubt>& doubts, const PositionKey& key, int64_t net);

// The latest time of a state whose trades are not in the books, of orders that could have lessened
// this position; nullopt: there is none. Pure.
std::optional<int64_t> unbooked_since_us(const std::vector<Doubt>& doubts, const PositionKey& key,
                                         int64_t net);

// Doubts of an account whose books have an order of ours otherwise than we have sent it: about the
// position that it was sent for, and about the one that it stands under. Pure.
std::vector<Doubt> misplaced(const std::vector<exits::Exit>& own, const std::vector<Order>& orders);
// Of an order with a client order id of ours that no row of this account has.
Doubt stray(const Order& order);

// Whether the books have this order of ours as another one than it was sent as.
bool is_misplaced(const exits::Exit& own, const Order& in_books);

}  // namespace account
