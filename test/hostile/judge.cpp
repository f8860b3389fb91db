#include "test/hostile/judge.h"

#include <algorithm>
#include <cstdlib>

#include "common/account/exit_rules.h"

namespace hostile {

namespace {

constexpr int64_t kTradeBehindEndUs = 10'000'000;  // docs/gateway.md
constexpr int64_t kOrderLivesUs = 900'000'000;     // docs/squareoff.md: behind its day
constexpr int64_t kMarkValidUs = 2'000'000;        // likewise: from the mark to the wire

bool is_report(Meaning::Kind kind) {
    return kind != Meaning::Kind::NotTaken && kind != Meaning::Kind::NotThere;
}

}  // namespace

void Judge::told(const Meaning& meaning, int64_t now_us) {
    using Kind = Meaning::Kind;
    if (meaning.kind == Kind::Nothing || meaning.id.empty()) return;
    Order& order = orders_[meaning.id];
    // Nobody can know whose number it is before it was told, which in a world of lies may be later.
    if (meaning.by_number && !order.number_told) return;
    if (is_report(meaning.kind)) order.number_told = true;
    bool is_new = true;
    if (!meaning.execution.empty()) {
        is_new = order.executions.emplace(meaning.execution, meaning.last).second;
    }
    int64_t sum = 0;
    for (const auto& [execution, quantity] : order.executions) sum += quantity;
    const auto sent = sent_.find(meaning.id);
    const int64_t all = meaning.all && sent != sent_.end() ? sent->second.quantity : 0;
    const int64_t most = std::max({order.filled, sum, meaning.cumulative, all});
    if (most > order.filled) {
        order.filled = most;
        order.rose_us = now_us;
        order.called_dead = false;
    }
    if (meaning.kind == Kind::Life && is_new) order.called_dead = false;
    order.lived = order.lived || meaning.kind == Kind::Life;
    // Nobody knows how much it may have filled.
    order.garbled = order.garbled || meaning.kind == Kind::Garbled;
    if (order.garbled) order.called_dead = false;
    const bool never_there = meaning.kind == Kind::NotTaken || meaning.kind == Kind::NotThere;
    const bool dead = meaning.kind == Kind::Reject || (never_there && !order.lived);
    if (dead && order.filled == 0 && !order.garbled) order.called_dead = true;
}

void Judge::booked(const account::Order& order, int64_t now_us) {
    Order& known = orders_[order.client_order_id];
    const bool ended = events::is_final(order.state);
    if (ended && !known.ended) known.ended_us = now_us;
    known.is_booked = true;
    known.ended = ended;
    known.booked = order.filled;
}

void Judge::site(bool active, int64_t epoch, int64_t now_us) {
    if (active_) left_us_[epoch_] = now_us;
    active_ = active;
    epoch_ = epoch;
}

int64_t Judge::missing(const Order& order, int64_t now_us) {
    if (!order.ended || order.filled <= order.booked) return 0;
    const int64_t since_us = std::max(order.ended_us, order.rose_us);
    return now_us - since_us < kTradeBehindEndUs ? order.filled - order.booked : 0;
}

// Filled, as far as anybody can know it.
int64_t Judge::counted(const Order& order, int64_t now_us) const {
    if (order.ended) return order.booked + missing(order, now_us);
    return std::max(order.filled, order.booked);
}

int64_t Judge::could_still_fill(const exits::Exit& sent, const Order& order,
                                const Exchange& exchange, int64_t now_us) const {
    const bool lies = honesty_ == Honesty::Lies;
    // Where the position is what was told, that is in it already.
    if (order.ended) return lies ? 0 : missing(order, now_us);
    if (order.called_dead || is_over(sent, now_us)) return 0;
    const int64_t filled = lies ? counted(order, now_us) : exchange.filled(sent.client_order_id);
    return std::max<int64_t>(0, sent.quantity - filled);
}

bool Judge::is_over(const exits::Exit& sent, int64_t now_us) const {
    const auto ended = day_ends_us_.find(sent.day);
    if (ended == day_ends_us_.end()) return false;
    return std::min(told_us_, now_us) >= ended->second + kOrderLivesUs;
}

std::string Judge::judge_site(const exits::Exit& order, int64_t now_us) const {
    if (active_ && order.epoch == epoch_) return {};
    const auto left = left_us_.find(order.epoch);
    if (left != left_us_.end() && now_us - left->second <= kMarkValidUs) return {};
    return order.client_order_id + ": sent by a site that is fenced off";
}

// The position as it is; of an exchange that lies, as it has told it to be.
std::string Judge::on_wire(const exits::Exit& order, const Exchange& exchange, int64_t now_us) {
    const std::string& id = order.client_order_id;
    if (!sent_.emplace(id, order).second) return id + ": sent twice";
    if (std::string fenced = judge_site(order, now_us); !fenced.empty()) return fenced;
    if (order.is_cancel()) return {};
    const Book book{order.account, order.key};
    int64_t net = opened_.at(book) + exchange.others_change(book);
    int64_t out = order.quantity;
    std::string others;
    for (const std::string& other_id : by_book_[book]) {
        const exits::Exit& other = sent_.at(other_id);
        const Order& known = orders_[other_id];
        const int64_t filled =
            honesty_ == Honesty::Lies ? counted(known, now_us) : exchange.filled(other_id);
        net += other.side == events::Side::Buy ? filled : -filled;
        if (other.side != order.side) continue;
        const int64_t could = could_still_fill(other, known, exchange, now_us);
        out += could;
        if (could > 0) others += ", " + std::to_string(could) + " of " + other_id;
    }
    by_book_[book].push_back(id);
    const int64_t held = net != 0 && account::exit_side(net) == order.side ? std::abs(net) : 0;
    beyond_ += std::max<int64_t>(0, out - held);
    if (out <= held) return {};
    return id + ": " + std::to_string(out) + " out on a position of " + std::to_string(net) +
           others;
}

}  // namespace hostile
