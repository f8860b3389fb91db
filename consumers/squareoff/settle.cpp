#include "consumers/squareoff/settle.h"

#include <algorithm>
#include <iterator>
#include <string_view>
#include <unordered_map>

#include "common/account/holds.h"
#include "common/exits/transitions.h"
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

// Which days are over.
struct Calendar {
    const View& view;
    int64_t now_us = 0;
    int64_t day_ends_us = 0;  // of the view's

    [[nodiscard]] bool is_over(uint32_t day) const {
        return ends_us(day) <= now_us - kDayOverUs || is_long_over(day);
    }
    // Whoever had to do something about what it has left has had a whole day for it.
    [[nodiscard]] bool is_long_over(uint32_t day) const {
        return std::distance(view.days.upper_bound(day), view.days.end()) >= 2;
    }

  private:
    [[nodiscard]] int64_t ends_us(uint32_t day) const {
        if (day == view.day) return day_ends_us;
        const auto found = view.days.find(day);
        if (found != view.days.end()) return found->second;
        return day < view.day ? 0 : std::numeric_limits<int64_t>::max();
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
    own.over = calendar.is_over(own.day);
    if (!own.over) return;
    exits::Facts facts = exits::facts_of(own);
    facts.shortfall_seen = calendar.is_long_over(own.day);
    const State before = own.state;
    own.state = exits::next(facts, Word::DayOver).value_or(own.state);
    if (own.state == before) return;
    const bool doubt = own.state == State::Doubt;
    if (doubt) own.doubt_us = calendar.now_us;
    own.reason = doubt ? "in doubt: its day is over, and no books show what was told to have filled"
                       : "day: over";
}

// An order lives no longer than the day in whose books it stands, told or not.
OrderState state_of(const Order& order, const Exit& own, const Calendar& calendar) {
    const uint32_t day = std::max(own.day, order.day == 0 ? calendar.view.day : order.day);
    const bool expired = !events::is_final(order.state) && calendar.is_over(day);
    return expired ? OrderState::Expired : order.state;
}

void settle_exit(const OrderIndex& orders, Exit& own, const Calendar& calendar, Changes& changes) {
    const int64_t now_us = calendar.now_us;
    const auto found = orders.find(own.client_order_id);
    if (found == orders.end()) return end_with_day(own, calendar);
    const Order* order = found->second;
    const OrderState order_state = state_of(*order, own, calendar);
    const State before = own.state;
    const bool were_shown = own.filled >= own.heard;  // less than that now is a bust: no doubt
    own.filled = order->filled;
    const bool is_short = events::is_final(order_state) && own.filled < own.heard;
    if (!is_short) own.short_us = 0;
    if (is_short && own.short_us == 0) own.short_us = were_shown ? now_us - kShortfallUs : now_us;
    exits::Facts facts = exits::facts_of(own);
    facts.in_books = true;
    facts.misplaced = account::is_misplaced(own, *order);
    facts.shortfall_seen = is_short && now_us - own.short_us >= kShortfallUs;
    own.state = exits::next(facts, word_of(order_state)).value_or(own.state);
    if (own.state == State::Doubt) {
        if (before != State::Doubt) {
            own.doubt_us = now_us;
            own.reason = facts.misplaced
                             ? "in doubt: the books have it under another position"
                             : "in doubt: the exchange has told of more filled than the books show";
        }
        if (is_short) look_again_at(changes, own.short_us + kShortfallUs);
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

void settle(View& view, int64_t now_us, Changes& changes, int64_t day_ends_us) {
    const OrderIndex orders = index_of(view);
    const Calendar calendar{view, now_us, day_ends_us};
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
