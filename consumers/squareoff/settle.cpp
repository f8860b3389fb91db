#include "consumers/squareoff/settle.h"

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

OrderIndex index_of(const View& view) {
    OrderIndex index;
    index.reserve(view.orders.size());
    for (const Order& order : view.orders) {
        const auto [found, is_new] = index.emplace(order.client_order_id, &order);
        if (!is_new) found->second = account::find_order(view, order.client_order_id);
    }
    return index;
}

void settle_exit(const OrderIndex& orders, Exit& own, int64_t now_us, Changes& changes) {
    const auto found = orders.find(own.client_order_id);
    if (found == orders.end()) return;
    const Order* order = found->second;
    const State before = own.state;
    const bool were_shown = own.filled >= own.heard;  // less than that now is a bust: no doubt
    own.filled = order->filled;
    const bool is_short = events::is_final(order->state) && own.filled < own.heard;
    if (!is_short) own.short_us = 0;
    if (is_short && own.short_us == 0) own.short_us = were_shown ? now_us - kShortfallUs : now_us;
    exits::Facts facts = exits::facts_of(own);
    facts.in_books = true;
    facts.misplaced = account::is_misplaced(own, *order);
    facts.shortfall_seen = is_short && now_us - own.short_us >= kShortfallUs;
    own.state = exits::next(facts, word_of(order->state)).value_or(own.state);
    if (own.state == State::Doubt) {
        if (before != State::Doubt) {
            own.doubt_us = now_us;
            own.reason = facts.misplaced
                             ? "in doubt: the books have it under another position"
                             : "in doubt: the exchange has told of more filled than the books show";
        }
        if (is_short) look_again_at(changes, own.short_us + kShortfallUs);
    } else if (before == State::Doubt || !order->reason.empty()) {
        own.reason = order->reason;
    }
}

void settle_cancel(const View& view, Exit& own) {
    const std::string& id = own.target_exchange_order_id.empty() ? own.target_client_order_id
                                                                 : own.target_exchange_order_id;
    const Order* target = find_order(view, own.key.instrument, id);
    if (target == nullptr || !events::is_final(target->state)) return;
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

void settle(View& view, int64_t now_us, Changes& changes) {
    const OrderIndex orders = index_of(view);
    for (Exit& own : view.own) {
        const Exit before = own;
        if (own.action == events::CommandAction::Exit) {
            settle_exit(orders, own, now_us, changes);
        } else {
            settle_cancel(view, own);
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
