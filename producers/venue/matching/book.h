#pragma once

#include <cstdint>
#include <vector>

#include "producers/venue/matching/order.h"

namespace venue {

struct Level {
    int64_t rank = 0;  // higher is better
    int64_t quantity = 0;
    uint32_t head = kNone;  // the oldest order
    uint32_t tail = kNone;
};

// OrderArena by price, then by time. The levels lie in one sorted piece of memory with the best at
// its end: what happens, happens mostly there.
class Ladder {
  public:
    // `sign` 1: the highest price is the best (bids); -1: the lowest (asks).
    explicit Ladder(int sign) : sign_{sign} {}

    void append(OrderArena& orders, uint32_t order, int64_t price);
    void remove(OrderArena& orders, uint32_t order, int64_t price);
    // Takes quantity from a standing order; it keeps its place until nothing is left.
    void take(OrderArena& orders, uint32_t order, int64_t price, int64_t by);

    [[nodiscard]] bool empty() const { return levels_.empty(); }
    [[nodiscard]] uint32_t first() const { return levels_.back().head; }
    [[nodiscard]] int64_t best() const { return levels_.empty() ? 0 : price_of(levels_.back()); }
    // Whether the best price is as good as this or better.
    [[nodiscard]] bool reaches(int64_t price) const {
        return !levels_.empty() && levels_.back().rank >= price * sign_;
    }
    [[nodiscard]] int64_t price_of(const Level& level) const { return level.rank * sign_; }
    [[nodiscard]] const std::vector<Level>& levels() const { return levels_; }  // worst first

  private:
    std::vector<Level>::iterator find(int64_t rank);

    int sign_;
    std::vector<Level> levels_;
};

// One instrument's orders.
struct Book {
    Ladder bids{1};
    Ladder asks{-1};
    Ladder stop_buys{-1};  // by trigger: the lowest goes off first
    Ladder stop_sells{1};

    Ladder& side(events::Side side) { return side == events::Side::Buy ? bids : asks; }
    Ladder& stops(events::Side side) { return side == events::Side::Buy ? stop_buys : stop_sells; }
    [[nodiscard]] bool crossed() const { return !asks.empty() && bids.reaches(asks.best()); }
};

}  // namespace venue
