#include <algorithm>
#include <cstdlib>
#include <variant>

#include "test/hostile/hostile_world.h"

// What must hold, whatever the exchange says; and what the drop copy says.
namespace hostile {

using exits::Exit;

// Remembers what has been told, by rules of its own.
void World::note_told(const gateway::Answer& answer) {
    const auto hear = [&](const std::string& id, const gateway::Told& told) {
        const auto row = rows_.find(id);
        if (row == rows_.end()) return;
        const bool is_new = told_executions_[id].emplace(told.execution, told.last_quantity).second;
        int64_t sum = 0;
        for (const auto& [execution, quantity] : told_executions_[id]) sum += quantity;
        int64_t& most = told_filled_[id];
        const int64_t before = most;
        most = std::max({most, sum, told.cumulative, told.filled ? row->second.quantity : 0});
        if (most > before || (told.lives && is_new)) told_dead_.erase(id);
    };
    if (const auto* known = std::get_if<gateway::Known>(&answer)) {
        hear(known->client_order_id, known->told);
    } else if (const auto* no = std::get_if<gateway::Rejected>(&answer)) {
        if (no->of_cancel) return;
        hear(no->client_order_id, no->told);
        if (told_filled_[no->client_order_id] == 0) told_dead_.insert(no->client_order_id);
    } else if (const auto* not_there = std::get_if<gateway::NotThere>(&answer)) {
        const std::string& id = not_there->client_order_id;
        if (told_filled_[id] == 0) told_dead_.insert(id);
    } else {
        const auto& refused = std::get<gateway::NotTaken>(answer);
        if (refused.ref_type != "D" || !refused.named.empty()) return;
        for (const auto& [id, order] : exchange_.orders()) {
            if (order.seq == refused.ref_seq && told_filled_[id] == 0) told_dead_.insert(id);
        }
    }
}

// Of an order on the wire, beside what it has filled. Dead is what the books have ended, but for
// what was told to be filled and is not in them, and what the exchange has called dead without
// having told a fill.
int64_t World::could_still_fill(const Exit& sent) const {
    const std::string& id = sent.client_order_id;
    const auto told = told_filled_.find(id);
    const int64_t heard = told == told_filled_.end() ? 0 : told->second;
    const account::Order* order = account::find_order(books_, id);
    if (order != nullptr && events::is_final(order->state)) {
        const bool believed = exits::is_final(rows_.at(id).state);
        const bool counted = honesty_ == Honesty::Lies;  // what was told is in the position
        return believed || counted ? 0 : std::max<int64_t>(0, heard - order->filled);
    }
    if (told_dead_.contains(id)) return 0;
    const auto there = exchange_.orders().find(id);
    const int64_t filled = there == exchange_.orders().end() ? 0 : there->second.filled;
    const int64_t booked = order == nullptr ? 0 : order->filled;
    const int64_t seen = honesty_ == Honesty::Lies ? std::max(heard, booked) : filled;
    return std::max<int64_t>(0, sent.quantity - seen);
}

// The position as it is; of an exchange that lies, as it has told it to be.
void World::check_sent(const Exit& order) {
    int64_t net = opened_.at(order.key);
    int64_t out = order.quantity;
    for (const std::string& id : sent_) {
        const Exit& other = rows_.at(id);
        if (other.key != order.key || id == order.client_order_id) continue;
        if (honesty_ == Honesty::Lies) {
            const account::Order* booked = account::find_order(books_, id);
            const auto told = told_filled_.find(id);
            const bool ended = booked != nullptr && events::is_final(booked->state) &&
                               exits::is_final(rows_.at(id).state);
            int64_t filled = booked == nullptr ? 0 : booked->filled;
            if (!ended && told != told_filled_.end()) filled = std::max(filled, told->second);
            net += other.side == events::Side::Buy ? filled : -filled;
        }
        if (other.side == order.side) out += could_still_fill(other);
    }
    if (honesty_ == Honesty::Contradicts) net += exchange_.net_change(order.key);
    const int64_t held = account::exit_side(net) == order.side ? std::abs(net) : 0;
    beyond_ += std::max<int64_t>(0, out - held);
    if (out > held) {
        fail(order.client_order_id + ": " + std::to_string(out) + " out on a position of " +
             std::to_string(net));
    }
}

bool World::books_take() {
    const auto fact = exchange_.fact(now_us_);
    if (!fact) return false;
    for (account::Position& position : books_.positions) {
        if (position.key != fact->order.key) continue;
        position.net += fact->order.side == events::Side::Buy ? fact->traded : -fact->traded;
    }
    if (chance(70)) agenda_.news({books_.account, "", 0}, now_us_);
    for (account::Order& order : books_.orders) {
        if (order.exchange_order_id != fact->order.exchange_order_id) continue;
        order = fact->order;
        return true;
    }
    books_.orders.push_back(fact->order);
    return true;
}

void World::calm_down() {
    constexpr int kQuietRounds = 120;  // of half a second: longer than any order stays in doubt
    for (int round = 0; round < kQuietRounds; ++round) {
        log_on();
        act();
        while (!marker_.empty() || !recorder_.empty() || !wire_.empty()) {
            marker_works();
            recorder_works();
            if (!wire_.empty()) {
                exchange_.take(wire_.front(), now_us_);
                wire_.pop_front();
            }
            act();
        }
        while (answer_arrives()) act();
        while (books_take()) act();
        commit_look();
        begin_look();
        commit_look();
        now_us_ += 500'000;
    }
    check_ends();
}

void World::check_ends() {
    for (const account::Order& order : books_.orders) {
        if (!events::is_final(order.state)) continue;
        const auto row = rows_.find(order.client_order_id);
        if (row == rows_.end()) continue;
        if (row->second.ended_us != 0) continue;
        fail(order.client_order_id + ": ended in the books, and still " +
             std::string{events::name_of(row->second.state)});
    }
}

}  // namespace hostile
