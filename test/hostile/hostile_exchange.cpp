#include "test/hostile/hostile_exchange.h"

#include <algorithm>
#include <array>
#include <utility>

namespace hostile {

using account::PositionKey;
using events::OrderState;
using gateway::Answer;
using gateway::Known;
using gateway::NotTaken;
using gateway::NotThere;
using gateway::Rejected;

namespace {

constexpr std::array<int64_t, 5> kLagsUs{0, 30'000, 1'000'000, 20'000'000, 180'000'000};
constexpr size_t kSaidMax = 20;

}  // namespace

Exchange::Exchange(std::mt19937_64& random, Honesty honesty) : random_{random}, honesty_{honesty} {
    has_drop_copy_ = chance(85);
    lag_us_ = kLagsUs.at(static_cast<size_t>(pick(0, 4)));
    says_cumulative_ = chance(80);
}

Exchange::Order* Exchange::any() {
    if (ids_.empty()) return nullptr;
    // Rather one of the last ones: those are still awaited.
    const auto last = static_cast<int64_t>(ids_.size()) - 1;
    return &orders_.at(ids_[static_cast<size_t>(pick(std::max<int64_t>(0, last - 5), last))]);
}

int64_t Exchange::net_change(const PositionKey& key) const {
    int64_t change = 0;
    for (const auto& [id, order] : orders_) {
        if (order.exit.key != key) continue;
        change += order.exit.side == events::Side::Buy ? order.filled : -order.filled;
    }
    return change;
}

void Exchange::tell(Answer answer) {
    said_.push_back(answer);
    if (said_.size() > kSaidMax) said_.erase(said_.begin());
    answers_.push_back(std::move(answer));
}

void Exchange::tell_state(const Order& order) {
    gateway::Told told{.execution = execution()};
    if (says_cumulative_) told.cumulative = order.filled;
    told.lives = order.alive;
    told.ended = !order.alive && order.filled < order.exit.quantity;
    told.filled = order.filled == order.exit.quantity;
    tell(Known{order.exit.client_order_id, told});
}

void Exchange::to_drop_copy(const Order& order, int64_t traded, OrderState state, int64_t now_us) {
    if (!has_drop_copy_) return;
    Fact fact;
    fact.at_us = now_us + lag_us_;
    fact.traded = traded;
    fact.order.exchange_order_id = order.number;
    fact.order.client_order_id = order.exit.client_order_id;
    fact.order.key = order.exit.key;
    fact.order.side = order.exit.side;
    fact.order.validity = order.exit.validity;
    fact.order.quantity = order.exit.quantity;
    fact.order.filled = order.filled;
    fact.order.remaining = order.alive ? order.exit.quantity - order.filled : 0;
    fact.order.state = state;
    facts_.push_back(fact);
}

void Exchange::fill(Order& order, int64_t quantity, int64_t now_us) {
    if (!order.alive || quantity <= 0) return;
    ++fills_;
    order.filled += quantity;
    order.alive = order.filled < order.exit.quantity;
    gateway::Told told{.execution = execution(), .last_quantity = quantity};
    if (says_cumulative_) told.cumulative = order.filled;
    told.filled = !order.alive && chance(80);
    told.lives = order.alive;
    order.told_fill = true;
    tell(Known{order.exit.client_order_id, told});
    to_drop_copy(order, quantity, order.alive ? OrderState::PartiallyFilled : OrderState::Filled,
                 now_us);
}

void Exchange::end(Order& order, int64_t now_us) {
    if (!order.alive) return;
    order.alive = false;
    tell_state(order);
    to_drop_copy(order, 0, OrderState::Cancelled, now_us);
}

// True, whichever way it is said.
void Exchange::reject(Order& order, int64_t now_us) {
    order.alive = false;
    if (chance(50)) {
        tell(Rejected{order.exit.client_order_id, "price band"});
        to_drop_copy(order, 0, OrderState::Rejected, now_us);
    } else {
        tell(NotTaken{order.seq, "D", true, {}, "not allowed here"});
    }
}

void Exchange::take(const Wire& wire, int64_t now_us) {
    if (wire.status) return status(wire);
    const std::string& id = wire.order.client_order_id;
    Order& order = orders_[id];
    order.exit = wire.order;
    order.seq = wire.seq;
    order.number = "N" + std::to_string(ids_.size() + 1);
    ids_.push_back(id);
    const int64_t what = pick(1, 100);
    if (what <= 15) return reject(order, now_us);
    if (chance(70)) tell_state(order);
    to_drop_copy(order, 0, OrderState::Open, now_us);
    if (what <= 65) fill(order, order.exit.quantity, now_us);
    if (what > 65 && what <= 85) fill(order, pick(1, order.exit.quantity), now_us);
    if (what > 75 && what <= 90) end(order, now_us);
}

void Exchange::status(const Wire& wire) {
    if (chance(20)) return;  // deaf
    if (chance(5)) return tell(NotTaken{wire.seq, "H", true, {}, "unsupported"});
    const auto found = orders_.find(wire.order.client_order_id);
    if (found == orders_.end()) return tell(NotThere{wire.order.client_order_id});
    tell_state(found->second);
}

void Exchange::moves(int64_t now_us) {
    Order* order = any();
    if (order == nullptr || !order->alive) return;
    chance(20) ? end(*order, now_us)
               : fill(*order, pick(1, order->exit.quantity - order->filled), now_us);
}

void Exchange::contradicts() {
    Order* order = any();
    if (order == nullptr) return;
    const std::string& id = order->exit.client_order_id;
    const bool may_kill =
        honesty_ == Honesty::Lies || order->told_fill || (!order->alive && order->filled == 0);
    const gateway::Told dead{.execution = execution(), .cumulative = 0, .ended = true};
    const gateway::Told too_much{.execution = execution(),
                                 .last_quantity = order->exit.quantity,
                                 .cumulative = order->exit.quantity * 2};
    const gateway::Told filled{.execution = execution(), .cumulative = -1, .filled = true};
    const gateway::Told lives{.execution = execution(), .cumulative = 0, .lives = true};
    switch (pick(0, 11)) {
        case 0:
        case 1:
            if (may_kill) tell(NotTaken{order->seq, "D", true, {}, "not allowed here"});
            break;
        case 2:
        case 3:
            if (may_kill) tell(Rejected{id, "price band"});
            break;
        case 4:
            if (may_kill) tell(Rejected{id, "partly", {.execution = execution(), .cumulative = 1}});
            break;
        case 5:
            if (may_kill) tell(NotThere{id});
            break;
        case 6:
            tell(Known{id, dead});  // ends nothing: that is for the books
            break;
        case 7:
            if (chance(10)) tell(Known{id, chance(50) ? too_much : filled});
            break;
        case 8:
            tell(Known{id, lives});
            break;
        case 9:  // of other messages, other orders, orders that never were
            tell(NotTaken{order->seq + pick(1, 3) * 1'000, "D", true, {}, "whose is this"});
            tell(NotTaken{order->seq, "0", true, {}, "a heartbeat"});
            tell(NotTaken{order->seq, "D", true, {"BXNOBODY"}, "another one"});
            tell(Rejected{"BXNOBODY", "unknown"});
            tell(Rejected{id, "a cancel that never was", {}, true});
            break;
        default:
            // A rejection comes again only where it may come at all.
            if (said_.empty()) break;
            const Answer& again =
                said_[static_cast<size_t>(pick(0, static_cast<int64_t>(said_.size()) - 1))];
            answers_.push_back(again);
    }
}

// In a world that only contradicts, a death does not overtake the fill that it denies.
std::optional<Answer> Exchange::answer() {
    if (answers_.empty()) return std::nullopt;
    size_t at = 0;
    if (honesty_ == Honesty::Lies && chance(30)) {
        at = static_cast<size_t>(
            pick(0, std::min<int64_t>(4, static_cast<int64_t>(answers_.size()) - 1)));
    }
    const auto chosen = answers_.begin() + static_cast<std::ptrdiff_t>(at);
    Answer answer = *chosen;
    answers_.erase(chosen);
    return answer;
}

std::optional<Fact> Exchange::fact(int64_t now_us) {
    if (facts_.empty() || facts_.front().at_us > now_us) return std::nullopt;
    Fact fact = facts_.front();
    facts_.pop_front();
    return fact;
}

}  // namespace hostile
