#include "producers/venue/matching/book.h"

#include <algorithm>

#include "common/base/must.h"

namespace venue {

// The first level that is not worse; searched from the best end, where most orders go.
std::vector<Level>::iterator Ladder::find(int64_t rank) {
    constexpr int kNear = 8;
    auto at = levels_.end();
    for (int steps = 0; steps < kNear; ++steps) {
        if (at == levels_.begin() || (at - 1)->rank < rank) return at;
        --at;
    }
    return std::lower_bound(levels_.begin(), at, rank,
                            [](const Level& level, int64_t wanted) { return level.rank < wanted; });
}

void Ladder::append(OrderArena& orders, uint32_t order, int64_t price) {
    const int64_t rank = price * sign_;
    auto level = find(rank);
    if (level == levels_.end() || level->rank != rank) {
        level = levels_.insert(level, Level{.rank = rank});
    }
    Order& joining = orders[order];
    joining.previous = level->tail;
    joining.next = kNone;
    joining.queued = true;
    if (level->tail == kNone) {
        level->head = order;
    } else {
        orders[level->tail].next = order;
    }
    level->tail = order;
    level->quantity += joining.remaining;
}

void Ladder::remove(OrderArena& orders, uint32_t order, int64_t price) {
    const auto level = find(price * sign_);
    base::must(level != levels_.end() && level->rank == price * sign_);
    Order& leaving = orders[order];
    if (leaving.previous == kNone) {
        level->head = leaving.next;
    } else {
        orders[leaving.previous].next = leaving.next;
    }
    if (leaving.next == kNone) {
        level->tail = leaving.previous;
    } else {
        orders[leaving.next].previous = leaving.previous;
    }
    level->quantity -= leaving.remaining;
    leaving.queued = false;
    if (level->head == kNone) levels_.erase(level);
}

void Ladder::take(OrderArena& orders, uint32_t order, int64_t price, int64_t by) {
    const auto level = find(price * sign_);
    base::must(level != levels_.end() && level->rank == price * sign_);
    level->quantity -= by;
    orders[order].remaining -= by;
    if (orders[order].remaining == 0) remove(orders, order, price);
}

}  // namespace venue
