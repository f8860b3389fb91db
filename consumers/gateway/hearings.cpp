#include "consumers/gateway/hearings.h"

#include <algorithm>

#include "common/events/event.h"
#include "common/exits/statements.h"

namespace gateway {
namespace {

constexpr size_t kExecutionsMax = 1'000;  // of one order; later ones count as new ones

int64_t bounded(int64_t quantity) { return std::clamp<int64_t>(quantity, 0, events::kQuantityMax); }

}  // namespace

Hearings::Order& Hearings::order_of(const std::string& id) {
    const auto [found, is_new] = orders_.try_emplace(id);
    if (is_new) {
        oldest_.push_back(id);
        if (oldest_.size() > orders_max_) {
            orders_.erase(oldest_.front());
            oldest_.pop_front();
        }
    }
    return found->second;
}

void Hearings::expect(const std::string& id, const std::string& account, int64_t quantity,
                      bool from_the_start) {
    Order& order = order_of(id);
    order.account = account;
    order.expected = true;
    order.from_the_start = from_the_start;
    order.quantity = quantity;
}

int64_t Hearings::filled_by(Order& order, const Told& told, bool is_new) {
    const int64_t last = bounded(told.last_quantity);
    if (is_new) order.sum = bounded(order.sum + last);
    // Its earlier fills may have been told to another process, and this report does not say them.
    const bool others = !order.from_the_start && last > 0 && told.cumulative < last;
    if (told.filled || others) {
        return order.quantity > 0 ? std::max({order.quantity, order.sum, bounded(told.cumulative)})
                                  : exits::kAllOfIt;
    }
    return std::max(order.sum, bounded(told.cumulative));
}

Hearings::Heard Hearings::take(const std::string& id, const Told& told, bool rejected) {
    Order& order = order_of(id);
    bool is_new = true;
    if (!told.execution.empty() && order.executions.size() < kExecutionsMax) {
        is_new = order.executions.insert(told.execution).second;
    }
    Heard heard;
    const int64_t filled = filled_by(order, told, is_new);
    if (filled == exits::kAllOfIt) {
        if (!order.all_of_it) heard.filled = filled;
        order.all_of_it = true;
    } else if (filled > order.most) {
        heard.filled = order.most = filled;
        if (order.ended_with >= 0 && filled > order.ended_with) {
            heard.contradiction = "it filled after the exchange had told its end";
        }
    }
    order.revised = order.revised || told.revised;
    if (told.ended && is_new) {
        if (!order.revised && told.cumulative >= 0 && bounded(told.cumulative) < order.most) {
            heard.contradiction = "it ended with fewer filled than the exchange had told";
        }
        order.ended_with = order.most;
    }
    heard.unexpected_life = told.lives && is_new && (order.rejected || !order.expected);
    const bool more = heard.filled != 0 || heard.unexpected_life;
    heard.uncounted = (more && (order.rejected || !order.expected)) ||
                      (order.quantity > 0 && heard.filled > order.quantity);
    heard.account = order.account;
    order.rejected = order.rejected || rejected;
    return heard;
}

}  // namespace gateway
