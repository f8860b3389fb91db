#include "consumers/squareoff/settle.h"

#include <algorithm>
#include <limits>
#include <string_view>
#include <unordered_map>

#include "common/account/holds.h"
#include "common/exits/transitions.h"
#include "common/site/trading_day.h"
#include "consumers/squareoff/exit_step.h"

namespace squareoff {

using account::Order;
using account::View;
using events::OrderState;
using exits::Exit;
using exits::State;
using exits::Word;

namespace {

Word word_of(OrderState state) {
    switch (state) {
        case OrderState::Open:
        case OrderState::TriggerPending:
        case OrderState::PartiallyFilled:
            return Word::BooksLive;
        case OrderState::Frozen:
            return Word::BooksFrozen;
        case OrderState::Filled:
            return Word::BooksFilled;
        case OrderState::Rejected:
            return Word::BooksRejected;
        case OrderState::Cancelled:
        case OrderState::Expired:
            break;
    }
    return Word::BooksCancelled;
}

// By client order id: an account may have thousands of each. Where an exchange has used one id
// twice: the order that account::find_order takes.
using OrderIndex = std::unordered_map<std::string_view, const Order*>;

constexpr const char* kUntold = "in doubt: its day is over, and nobody has told what became of it";
constexpr int64_t kNeverTold = std::numeric_limits<int64_t>::max();

// Which days are over.
struct Calendar {
    const View& view;
    int64_t now_us = 0;
    int64_t day_ends_us = 0;  // of the view's
    const account::ToldTimes& told;

    // By the clock.
    [[nodiscard]] bool has_passed(uint32_t day) const { return passes_us(day) <= now_us; }
    // And somebody who would know has told that nothing more of this order can fill. A cancel that
    // may still be on its way raises no risk.
    [[nodiscard]] bool is_over(const Exit& own, uint32_t day) const {
        if (!has_passed(day)) return false;
        const int64_t known_us =
            std::max(own.resolved_us, account::told_us(told, own.key.instrument));
        return own.is_cancel() || known_us >= passes_us(day);
    }

  private:
    [[nodiscard]] int64_t passes_us(uint32_t day) const {
        const int64_t ends = ends_us(day);
        return ends > kNeverTold - exits::kDayOverUs ? kNeverTold : ends + exits::kDayOverUs;
    }
    [[nodiscard]] int64_t ends_us(uint32_t day) const {
        if (day == view.day) return day_ends_us;
        const auto found = view.days.find(day);
        if (found != view.days.end()) return found->second;
        return day < view.day ? site::day_ends_us(day, 0) : kNeverTold;
    }
};

OrderIndex index_of(const View& view) {
    OrderIndex index;
    index.reserve(view.orders.size() + view.elsewhere.size());
    for (const Order& order : view.orders) {
        const auto [found, is_new] = index.emplace(order.client_order_id, &order);
        if (!is_new) found->second = account::find_order(view, order.client_order_id);
    }
    for (const Order& order : view.elsewhere) index.emplace(order.client_order_id, &order);
    return index;
}

// The books of no day have it.
void end_with_day(Exit& own, const Calendar& calendar) {
    if (!calendar.has_passed(own.day)) return;
    own.over = calendar.is_over(own, own.day);
    const State before = own.state;
    own.state = exits::next(exits::facts_of(own), own.over ? Word::DayOver : Word::DayUntold)
                    .value_or(own.state);
    if (own.state == before) return;
    if (own.state == State::Doubt) own.doubt_us = calendar.now_us;
    own.reason = own.state != State::Doubt ? "day: over"
                 : own.over
                     ? "in doubt: its day is over, and no books show what was told to have filled"
                     : kUntold;
}

// An order lives no longer than the day in whose books it stands.
uint32_t last_day_of(const Order& order, const Exit& own, const View& view) {
    return std::max(own.day, order.day == 0 ? view.day : order.day);
}

const char* reason_of_doubt(const exits::Facts& facts, bool is_untold) {
    if (facts.misplaced) return "in doubt: the books have it under another position";
    return is_untold ? kUntold
                     : "in doubt: the exchange has told of more filled than the books show";
}

void settle_exit(const OrderIndex& orders, Exit& own, const Calendar& calendar, Changes& changes) {
    const int64_t now_us = calendar.now_us;
    const auto found = orders.find(own.client_order_id);
    if (found == orders.end()) return end_with_day(own, calendar);
    const Order* order = found->second;
    const bool has_ended = events::is_final(order->state);
    const uint32_t last_day = last_day_of(*order, own, calendar.view);
    own.over = !has_ended && calendar.is_over(own, last_day);
    const OrderState order_state = own.over ? OrderState::Expired : order->state;
    const State before = own.state;
    const bool were_shown = own.filled >= own.heard;  // less than that now is a bust: no doubt
    own.filled = order->filled;
    const bool is_short = events::is_final(order_state) && own.filled < own.heard;
    if (!is_short) own.short_us = 0;
    if (is_short && own.short_us == 0) own.short_us = were_shown ? now_us - kShortfallUs : now_us;
    exits::Facts facts = exits::facts_of(own);
    facts.in_books = true;
    facts.misplaced = account::is_misplaced(own, *order);
    // Who has told no end has not told all trades either.
    facts.shortfall_seen = is_short && has_ended && now_us - own.short_us >= kShortfallUs;
    own.state = exits::next(facts, word_of(order_state)).value_or(own.state);
    const bool is_untold = !events::is_final(order_state) && calendar.has_passed(last_day);
    facts.state = own.state;
    if (is_untold) own.state = exits::next(facts, Word::DayUntold).value_or(own.state);
    if (own.state == State::Doubt) {
        if (before != State::Doubt) {
            own.doubt_us = now_us;
            own.reason = reason_of_doubt(facts, is_untold);
        }
        if (is_short && has_ended) look_again_at(changes, own.short_us + kShortfallUs);
    } else if (order_state != order->state) {
        own.reason = "day: over";
    } else if (before == State::Doubt || !order->reason.empty()) {
        own.reason = order->reason;
    }
}

void settle_cancel(const View& view, Exit& own, const Calendar& calendar) {
    const std::string& id = own.target_exchange_order_id.empty() ? own.target_client_order_id
                                                                 : own.target_exchange_order_id;
    // Another day's orders may have the numbers of this one's.
    const Order* target = own.day == view.day ? find_order(view, own.key.instrument, id) : nullptr;
    if (target == nullptr || !events::is_final(target->state)) return end_with_day(own, calendar);
    own.state = exits::next(exits::facts_of(own), Word::TargetEnded).value_or(own.state);
}

}  // namespace

const Order* find_order(const View& view, const account::InstrumentKey& where,
                        const std::string& exchange_order_id) {
    const Order* by_client_order_id = nullptr;
    for (const Order& order : view.orders) {
        const bool there = order.key.instrument.exchange == where.exchange &&
                           order.key.instrument.segment == where.segment;
        if (!there) continue;
        if (order.exchange_order_id == exchange_order_id) return &order;
        // It had no number yet when this one was noted: the books then use the client's id. Of two
        // under that id the one that lives.
        const bool better =
            by_client_order_id == nullptr || events::is_final(by_client_order_id->state);
        if (better && order.client_order_id == exchange_order_id) by_client_order_id = &order;
    }
    return exchange_order_id.empty() ? nullptr : by_client_order_id;
}

void settle(View& view, int64_t now_us, Changes& changes, int64_t day_ends_us,
            const account::ToldTimes& told) {
    const OrderIndex orders = index_of(view);
    const Calendar calendar{view, now_us, day_ends_us, told};
    for (Exit& own : view.own) {
        const Exit before = own;
        if (own.action == events::CommandAction::Exit) {
            settle_exit(orders, own, calendar, changes);
        } else {
            settle_cancel(view, own, calendar);
        }
        own.ended_us = !is_final(own.state) ? 0 : own.ended_us == 0 ? now_us : own.ended_us;
        const bool moved = own.state != before.state || own.filled != before.filled ||
                           own.ended_us != before.ended_us || own.short_us != before.short_us;
        if (moved) changes.ended.push_back(own);
        if (before.ended_us != 0 && own.filled > before.filled) {
            changes.surprises.push_back({own, "an order of ours has filled after its end"});
        }
        if (own.ended_us != 0 && before.ended_us == 0 && own.heard > own.filled) {
            changes.surprises.push_back(
                {own, "an order of ours has ended with less than the exchange had told"});
        }
    }
}

}  // namespace squareoff
