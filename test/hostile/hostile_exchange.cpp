#include "test/hostile/hostile_exchange.h"

#include <algorithm>
#include <array>
#include <utility>
#include <variant>

#include "common/events/command.h"

namespace hostile {

using account::PositionKey;
using events::OrderState;
using Kind = Meaning::Kind;

namespace {

constexpr std::array<int64_t, 5> kLagsUs{0, 30'000, 1'000'000, 20'000'000, 180'000'000};

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
    return &orders_.at(ids_[static_cast<size_t>(pick(std::max<int64_t>(0, last - 7), last))]);
}

int64_t Exchange::filled(const std::string& id) const {
    const auto found = orders_.find(id);
    return found == orders_.end() ? 0 : found->second.filled;
}

int64_t Exchange::others_change(const Book& book) const {
    int64_t change = 0;
    for (const auto& [id, order] : orders_) {
        if (order.seq != 0 || order.account != book.first || order.key != book.second) continue;
        change += order.side == events::Side::Buy ? order.filled : -order.filled;
    }
    return change;
}

void Exchange::to_drop_copy(const Order& order, int64_t traded, OrderState state, int64_t now_us) {
    if (!has_drop_copy_) return;
    Fact fact;
    fact.at_us = now_us + lag_us_;
    fact.account = order.account;
    fact.traded = traded;
    fact.order.exchange_order_id = order.number;
    fact.order.client_order_id = order.id;
    fact.order.key = order.key;
    fact.order.side = order.side;
    fact.order.validity = order.validity;
    fact.order.quantity = order.quantity;
    fact.order.filled = order.filled;
    fact.order.remaining = order.alive ? order.quantity - order.filled : 0;
    fact.order.state = state;
    fact.order.day = date_;
    facts_.push_back(fact);
}

void Exchange::fill(Order& order, int64_t quantity, int64_t now_us) {
    if (!order.alive || quantity <= 0) return;
    ++fills_;
    order.filled += quantity;
    order.alive = order.filled < order.quantity;
    order.told_fill = true;
    say_fill(order, quantity);
    to_drop_copy(order, quantity, order.alive ? OrderState::PartiallyFilled : OrderState::Filled,
                 now_us);
}

void Exchange::end(Order& order, int64_t now_us, const std::string& cancel_id) {
    if (!order.alive) return;
    order.alive = false;
    say_end(order, cancel_id);
    to_drop_copy(order, 0, OrderState::Cancelled, now_us);
}

void Exchange::end_all(int64_t now_us) {
    for (auto& [id, order] : orders_) end(order, now_us);
}

int64_t Exchange::told_until_us(int64_t now_us) const {
    if (!has_drop_copy_) return 0;
    const int64_t behind_us = facts_.empty() ? now_us : facts_.front().at_us - 1;
    return std::min(now_us, behind_us) - lag_us_;
}

// True, whichever way it is said.
void Exchange::reject(Order& order, int64_t now_us) {
    order.alive = false;
    order.rejected = true;
    if (chance(50)) {
        say_rejected(order, "price band");
        to_drop_copy(order, 0, OrderState::Rejected, now_us);
    } else {
        say_not_taken(order.seq, "D", {}, {.kind = Kind::NotTaken, .id = order.id});
    }
}

account::Order Exchange::rest(const std::string& account, const PositionKey& key, events::Side side,
                              int64_t quantity) {
    Order& order = orders_["M" + std::to_string(orders_.size() + 1)];
    order.id = "M" + std::to_string(orders_.size());
    order.number = "N" + std::to_string(orders_.size());
    order.account = account;
    order.key = key;
    order.side = side;
    order.quantity = quantity;
    ids_.push_back(order.id);
    by_number_[order.number] = order.id;
    account::Order shown;
    shown.exchange_order_id = order.number;
    shown.client_order_id = order.id;
    shown.key = key;
    shown.side = side;
    shown.quantity = shown.remaining = quantity;
    shown.state = OrderState::Open;
    shown.day = date_;
    return shown;
}

void Exchange::take(const Wire& wire, int64_t now_us) {
    if (wire.status) return status(wire);
    wire.order.is_cancel() ? take_cancel(wire, now_us) : take_order(wire, now_us);
}

void Exchange::take_order(const Wire& wire, int64_t now_us) {
    const exits::Exit& sent = wire.order;
    Order& order = orders_[sent.client_order_id];
    order.id = sent.client_order_id;
    order.number = "N" + std::to_string(orders_.size());
    order.account = sent.account;
    order.key = sent.key;
    order.side = sent.side;
    order.validity = sent.validity;
    order.quantity = sent.quantity;
    order.seq = wire.seq;
    ids_.push_back(order.id);
    by_number_[order.number] = order.id;
    const int64_t what = pick(1, 100);
    if (what <= 15) return reject(order, now_us);
    if (chance(70)) say_life(order);
    to_drop_copy(order, 0, OrderState::Open, now_us);
    if (what <= 65) fill(order, order.quantity, now_us);
    if (what > 65 && what <= 85) fill(order, pick(1, order.quantity), now_us);
    if (what > 75 && what <= 90) end(order, now_us);
}

void Exchange::take_cancel(const Wire& wire, int64_t now_us) {
    const auto by_number = by_number_.find(wire.order.target_exchange_order_id);
    const auto found = orders_.find(
        by_number == by_number_.end() ? wire.order.target_client_order_id : by_number->second);
    Order* const order = found == orders_.end() ? nullptr : &found->second;
    if (chance(10)) return;  // deaf
    if (order != nullptr && order->alive && chance(70)) {
        return end(*order, now_us, wire.order.client_order_id);
    }
    refuse(order, wire);
}

void Exchange::refuse(const Order* order, const Wire& cancel) {
    ++refusals_;
    const std::string& id = cancel.order.client_order_id;
    if (order == nullptr || chance(40)) {
        fix::CancelReject reject;
        reject.client_order_id = id;
        reject.original_client_order_id = order == nullptr ? "NONE" : order->id;
        reject.unknown_order = order == nullptr;
        return say(reject);
    }
    if (chance(20)) return say_not_taken(cancel.seq, "F", id);
    say_refused_request(*order, id);
}

void Exchange::status(const Wire& wire) {
    if (chance(20)) return;  // deaf
    if (chance(5)) return say_not_taken(wire.seq, "H");
    const auto found = orders_.find(wire.order.client_order_id);
    if (found == orders_.end()) return say_not_there(wire.order.client_order_id);
    say_state(found->second);
}

void Exchange::moves(int64_t now_us) {
    Order* order = any();
    if (order == nullptr || !order->alive) return;
    chance(20) ? end(*order, now_us)
               : fill(*order, pick(1, order->quantity - order->filled), now_us);
}

std::optional<Said> Exchange::said() {
    if (saying_.empty()) return std::nullopt;
    size_t at = 0;
    // In a world that only contradicts, a death does not overtake the fill that it denies.
    if (honesty_ == Honesty::Lies && chance(30)) {
        at = static_cast<size_t>(
            pick(0, std::min<int64_t>(4, static_cast<int64_t>(saying_.size()) - 1)));
    }
    const auto chosen = saying_.begin() + static_cast<std::ptrdiff_t>(at);
    Said one = *chosen;
    saying_.erase(chosen);
    return one;
}

void Exchange::gateway_restarted() {
    for (auto& [id, order] : orders_) order.told_number = false;
    const auto name_ids = [](auto& list) {
        for (Said& one : list) {
            if (!std::exchange(one.meaning.by_number, false)) continue;
            std::get<fix::ExecutionReport>(one.message).client_order_id = one.meaning.id;
        }
    };
    name_ids(saying_);
    name_ids(said_);
}

std::optional<Said> Exchange::count_anew() {
    const auto by_sequence = [](const Said& one) {
        return std::holds_alternative<fix::MessageReject>(one.message);
    };
    std::erase_if(saying_, by_sequence);
    std::erase_if(said_, by_sequence);
    for (auto& [id, order] : orders_) order.numbered = false;
    const Order* const order = any();
    if (order == nullptr || order->seq == 0) return std::nullopt;
    fix::MessageReject reject;
    reject.ref_seq = order->seq;
    reject.text = "of before";
    return Said{reject, {}};
}

std::optional<Fact> Exchange::fact(int64_t now_us) {
    if (facts_.empty() || facts_.front().at_us > now_us) return std::nullopt;
    Fact fact = facts_.front();
    facts_.pop_front();
    return fact;
}

}  // namespace hostile
