#include "common/account/holds.h"

#include <algorithm>
#include <cstdlib>
#include <string_view>
#include <unordered_map>

namespace account {
namespace {

bool speaks_of(const Doubt& doubt, const PositionKey& key) {
    if (doubt.kind == Doubt::Kind::Lacking) return false;  // what the books have is right
    const events::Outline& event = doubt.event;
    const InstrumentKey& instrument = key.instrument;
    if (event.exchange && *event.exchange != instrument.exchange) return false;
    if (event.segment && *event.segment != instrument.segment) return false;
    if (event.token && *event.token != instrument.token) return false;
    return !event.product || *event.product == key.product;
}

int64_t capped_sum(int64_t one, int64_t other) {
    int64_t sum = 0;
    return __builtin_add_overflow(one, other, &sum) ? INT64_MAX : sum;
}

// How much smaller the position could be; of a pending order: how much it could still take away.
std::optional<int64_t> loss(const Doubt& doubt, int64_t net) {
    const bool of_all = doubt.kind == Doubt::Kind::Differs || doubt.kind == Doubt::Kind::Misplaced;
    if (of_all) return std::nullopt;
    const events::Outline& event = doubt.event;
    if (event.kind == "order") {
        const events::Side adds = net > 0 ? events::Side::Buy : events::Side::Sell;
        if (event.side && *event.side == adds) return 0;
        return doubt.kind == Doubt::Kind::Edited ? event.given_up() : event.remaining;
    }
    const auto change = event.change();
    if (!change) return std::nullopt;
    const int64_t against = net > 0 ? -*change : *change;
    return std::max<int64_t>(0, doubt.kind == Doubt::Kind::Edited ? -against : against);
}

const char* reason_of(Doubt::Kind kind) {
    switch (kind) {
        case Doubt::Kind::Parked:
            return "held: parked events of the account contradict the books";
        case Doubt::Kind::Edited:
            return "held: it rests on an event that a person has changed";
        case Doubt::Kind::Unbooked:
            return "held: fills and trades of an order do not agree";
        case Doubt::Kind::Misplaced:
            return "held: the books have an order of ours under another position";
        case Doubt::Kind::Differs:
        case Doubt::Kind::Lacking:
            break;
    }
    return "held: the record contradicts the books";
}

}  // namespace

Hold hold_of(const std::vector<Doubt>& doubts, const PositionKey& key, int64_t net) {
    Hold hold;
    if (net == 0) return hold;
    const int64_t all = std::abs(net);
    for (const Doubt& doubt : doubts) {
        if (!speaks_of(doubt, key)) continue;
        const int64_t lost = loss(doubt, net).value_or(all);
        if (lost <= 0) continue;
        hold.quantity = std::min(all, capped_sum(hold.quantity, lost));
        if (hold.reason.empty()) hold.reason = reason_of(doubt.kind);
    }
    return hold;
}

std::optional<int64_t> unbooked_since_us(const std::vector<Doubt>& doubts, const PositionKey& key,
                                         int64_t net) {
    std::optional<int64_t> since_us;
    for (const Doubt& doubt : doubts) {
        if (doubt.kind != Doubt::Kind::Unbooked || !speaks_of(doubt, key)) continue;
        if (loss(doubt, net).value_or(1) > 0) {
            since_us = std::max(since_us.value_or(doubt.since_us), doubt.since_us);
        }
    }
    return since_us;
}

bool is_misplaced(const exits::Exit& own, const Order& in_books) {
    return !own.is_cancel() && (own.key != in_books.key || own.side != in_books.side);
}

namespace {

Doubt misplaced_at(const PositionKey& key) {
    Doubt doubt{Doubt::Kind::Misplaced, {}};
    doubt.event.exchange = key.instrument.exchange;
    doubt.event.segment = key.instrument.segment;
    doubt.event.token = key.instrument.token;
    doubt.event.product = key.product;
    return doubt;
}

}  // namespace

Doubt stray(const Order& order) { return misplaced_at(order.key); }

std::vector<Doubt> misplaced(const std::vector<exits::Exit>& own,
                             const std::vector<Order>& orders) {
    std::unordered_map<std::string_view, const exits::Exit*> sent;
    for (const exits::Exit& one : own) sent.emplace(one.client_order_id, &one);
    std::vector<Doubt> doubts;
    for (const Order& order : orders) {
        const auto found = sent.find(order.client_order_id);
        if (found == sent.end() || !is_misplaced(*found->second, order)) continue;
        doubts.push_back(misplaced_at(found->second->key));
        doubts.push_back(misplaced_at(order.key));
    }
    return doubts;
}

}  // namespace account
