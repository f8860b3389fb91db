#include "consumers/gateway/hearings.h"

#include <algorithm>

#include "common/events/event.h"

namespace gateway {
namespace {

constexpr size_t kExecutionsMax = 1'000;  // of one order; later ones count as new ones

// With what the container adds.
size_t bytes_of(const std::string& execution) { return execution.size() + 96; }

int64_t bounded(int64_t quantity) { return std::clamp<int64_t>(quantity, 0, events::kQuantityMax); }

}  // namespace

void Hearings::forget_oldest() {
    const auto oldest = orders_.find(oldest_.front());
    for (const std::string& execution : oldest->second.executions) {
        execution_bytes_ -= bytes_of(execution);
    }
    orders_.erase(oldest);
    oldest_.pop_front();
}

Hearings::Order& Hearings::order_of(const std::string& id) {
    const auto [found, is_new] = orders_.try_emplace(id);
    if (!is_new) return found->second;
    oldest_.push_back(id);
    if (oldest_.size() > orders_max_) forget_oldest();
    return orders_.at(id);
}

void Hearings::expect(const exits::Exit& sent, bool from_the_start) {
    Order& order = order_of(sent.client_order_id);
    order.account = sent.account;
    order.planned_us = sent.planned_us;
    order.expected = true;
    order.cancel = sent.is_cancel();
    order.from_the_start = from_the_start;
    order.quantity = sent.quantity;
    order.lived = order.lived || sent.lived;
}

// Whether it is told for the first time. What is not remembered counts as new.
bool Hearings::note(Order& order, const std::string& execution) {
    if (order.executions.contains(execution)) return false;
    if (execution.empty() || order.executions.size() >= kExecutionsMax) return true;
    while (execution_bytes_ > execution_bytes_max_ && oldest_.size() > 1 &&
           &orders_.at(oldest_.front()) != &order) {
        forget_oldest();
    }
    if (execution_bytes_ > execution_bytes_max_) return true;
    order.executions.insert(execution);
    execution_bytes_ += bytes_of(execution);
    return true;
}

Hearings::Filled Hearings::filled_by(Order& order, const Told& told, bool is_new) {
    const int64_t last = bounded(told.last_quantity);
    if (is_new) order.sum = bounded(order.sum + last);
    // Its earlier fills may have been told to another process, and this report does not say them.
    const bool others = !order.from_the_start && last > 0 && told.cumulative < last;
    const int64_t most = std::max({order.sum, bounded(told.cumulative), bounded(told.at_least)});
    if (!told.filled && !others) return {most, false};
    return {std::max(order.quantity, most), order.quantity == 0};
}

Hearings::Heard Hearings::take(const std::string& id, const Told& told, bool rejected) {
    Order& order = order_of(id);
    const bool is_new = note(order, told.execution);
    const Filled filled = filled_by(order, told, is_new);
    Heard heard;
    heard.more = filled.quantity > order.most || (filled.all && !order.all_of_it);
    order.most = heard.filled = std::max(order.most, filled.quantity);
    order.all_of_it = heard.all = order.all_of_it || filled.all;
    if (heard.more && order.ended_with >= 0 && heard.filled > order.ended_with) {
        heard.contradiction = "it filled after the exchange had told its end";
    }
    const bool after_end = !heard.contradiction.empty();
    heard.first_life = !order.lived && (told.lives || heard.more);
    order.lived = order.lived || heard.first_life;
    order.revised = order.revised || told.revised;
    if (told.ended && is_new) {
        if (!order.revised && told.cumulative >= 0 && bounded(told.cumulative) < order.most) {
            heard.contradiction = "it ended with fewer filled than the exchange had told";
        }
        order.ended_with = order.most;
    }
    heard.unexpected_life = told.lives && is_new && (order.rejected || !order.expected);
    const bool more = heard.more || heard.unexpected_life;
    heard.uncounted = (more && (order.rejected || !order.expected)) || after_end ||
                      (heard.more && order.quantity > 0 && heard.filled > order.quantity);
    heard.expected = order.expected;
    heard.account = order.account;
    heard.planned_us = order.planned_us;
    order.rejected = order.rejected || rejected;
    return heard;
}

}  // namespace gateway
