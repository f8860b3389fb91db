#include "consumers/squareoff/exit_step.h"

#include <algorithm>
#include <cstdlib>

#include "common/account/holds.h"
#include "consumers/squareoff/cutoff_rules.h"
#include "consumers/squareoff/settle.h"

namespace squareoff {

using account::View;
using events::Command;
using exits::Exit;
using exits::State;

namespace {

constexpr int64_t kPauseLookUs = 1'000'000;
constexpr int64_t kTurnLookUs = 50'000;
constexpr int64_t kTradesBehindUs = 10'000'000;

bool belongs(const Command& command, const CommandRow& row, const Exit& own) {
    return own.command_id == command.id && own.row == row.number && own.action == row.action;
}

}  // namespace

int64_t filled_of(const Command& command, const CommandRow& row, const View& view) {
    int64_t filled = 0;
    for (const Exit& own : view.own) {
        if (belongs(command, row, own)) filled += own.filled;
    }
    return filled;
}

bool any_in_flight(const Command& command, const CommandRow& row, const View& view) {
    return std::any_of(view.own.begin(), view.own.end(), [&](const Exit& own) {
        return belongs(command, row, own) && !is_final(own.state);
    });
}

const Exit* last_of(const Command& command, const CommandRow& row, const View& view) {
    const Exit* last = nullptr;
    for (const Exit& own : view.own) {
        if (!belongs(command, row, own)) continue;
        if (last == nullptr ||
            std::pair{own.attempt, own.slice} > std::pair{last->attempt, last->slice}) {
            last = &own;
        }
    }
    return last;
}

std::string symbol_of(const Surroundings& now, const account::InstrumentKey& key) {
    const auto found = now.instruments->find(key);
    return found == now.instruments->end() ? std::string{} : found->second.symbol;
}

size_t room_in(const View& view, const Changes& changes, const Limits& limits) {
    const auto out = static_cast<size_t>(std::count_if(
        view.own.begin(), view.own.end(), [](const auto& own) { return !is_final(own.state); }));
    const auto left = [](size_t most, size_t used) { return most - std::min(most, used); };
    return std::min(left(limits.orders_at_once, out),
                    left(limits.orders_in_look, changes.planned.size()));
}

// Where the account has as much out as it may, the end of one of its orders is heard of.
void wait_for_turn(CommandRow& row, const Surroundings& now, const Limits& limits,
                   Changes& changes) {
    row.state = RowState::Waiting;
    row.reason = "other orders come first";
    if (changes.planned.size() >= limits.orders_in_look) {
        look_again_at(changes, now.now_us + kTurnLookUs);
    }
}

bool wait_for_session(CommandRow& row, const Surroundings& now, Changes& changes) {
    std::string why = account::reason_to_wait(row.key.instrument.exchange, now.unreached);
    if (why.empty()) return false;
    row.state = RowState::Waiting;
    row.reason = std::move(why);
    look_again_at(changes, now.now_us + kPauseLookUs);
    return true;
}

bool wait_for_main_site(const Command& command, CommandRow& row, const Surroundings& now,
                        Changes& changes) {
    std::string why = wait_of_main_site(command, now);
    if (why.empty()) return false;
    row.state = RowState::Waiting;
    row.reason = std::move(why);
    look_again_at(changes, now.now_us + kPauseLookUs);
    return true;
}

void set_end(CommandRow& row, RowState state, std::string reason) {
    row.state = state;
    row.reason = std::move(reason);
}

void end_short(CommandRow& row, RowState otherwise, std::string reason) {
    set_end(row, row.done > 0 ? RowState::Partial : otherwise, std::move(reason));
}

void end_complete(CommandRow& row, const Surroundings& now) {
    row.state = RowState::Done;
    row.reason.clear();
    const auto found = now.instruments->find(row.key.instrument);
    if (row.asked <= row.done || found == now.instruments->end()) return;
    row.state = RowState::Partial;
    row.reason = account::residue(row.asked - row.done, found->second);
}

void look_again_at(Changes& changes, int64_t at_us) {
    if (changes.look_again_us == 0 || at_us < changes.look_again_us) changes.look_again_us = at_us;
}

void ExitStep::take(CommandRow& row) {
    row.done = filled_of(command_, row, view_);
    withdraw_unfit(row);
    if (any_in_flight(command_, row, view_)) {
        row.state = RowState::Working;
        const auto any_is = [&](State state) {
            return std::any_of(view_.own.begin(), view_.own.end(), [&](const Exit& own) {
                return belongs(command_, row, own) && own.state == state;
            });
        };
        row.reason = any_is(State::Doubt)    ? "the exchange contradicts itself, the books decide"
                     : any_is(State::Frozen) ? "frozen by the exchange"
                                             : "";
        return;
    }
    if (row.attempts > 0 && row.done >= row.wanted) return end_complete(row, now_);
    if (const Exit* answer = cancelled_in_the_book(row)) {
        return end_short(row, RowState::Cancelled,
                         answer->reason.empty() ? "the exit order was cancelled" : answer->reason);
    }
    plan_next(row);
}

// Orders that no gateway has taken yet, and the exchange would not take as the instrument is now,
// or that do not reach it: planned anew as soon as they are withdrawn, at the prices of that
// moment.
void ExitStep::withdraw_unfit(const CommandRow& row) {
    const auto found = now_.instruments->find(row.key.instrument);
    if (found == now_.instruments->end()) return;
    const bool reached = !now_.unreached.contains(row.key.instrument.exchange);
    for (const Exit& own : view_.own) {
        const bool planned = belongs(command_, row, own) && own.state == State::Planned;
        if (!planned || (reached && account::fits(command_, found->second, own))) continue;
        changes_.withdrawn.push_back(own.client_order_id);
        look_again_at(changes_, now_.now_us);  // a gateway may have been faster
    }
}

// Somebody has cancelled an order that would have stayed in the book: that is an answer. One that
// never reached the exchange does not stand in the books.
const Exit* ExitStep::cancelled_in_the_book(const CommandRow& row) const {
    for (const Exit& own : view_.own) {
        const bool for_the_day = belongs(command_, row, own) && own.attempt == row.attempts &&
                                 own.validity == events::Validity::Day;
        if (for_the_day && own.state == State::Cancelled &&
            account::find_order(view_, own.client_order_id) != nullptr) {
            return &own;
        }
    }
    return nullptr;
}

// True: nothing can be planned now.
bool ExitStep::blocked(CommandRow& row, int64_t available) {
    if (available > 0) return false;
    const int64_t net = net_of(view_, row.key);
    if (net == 0) {
        row.state = RowState::Done;
        row.reason = "the position is flat";
    } else if (account::exit_side(net) != row.side) {
        end_short(row, RowState::Cancelled, "the position turned over");
    } else if (account::outstanding(view_, row.key, row.side).own > 0) {
        row.state = RowState::Waiting;
        row.reason = "another exit is under way";
    } else if (account::Hold hold = account::hold_of(view_.doubts, row.key, net);
               hold.quantity > 0) {
        end_short(row, RowState::Excluded, std::move(hold.reason));
    } else {
        end_short(row, RowState::Refused, "pending orders cover the position: cancel them first");
    }
    return true;
}

// The further an attempt is down the line, the longer the market gets.
bool ExitStep::must_wait(const CommandRow& row) {
    int64_t ended_us = 0;
    for (const Exit& own : view_.own) {
        if (belongs(command_, row, own)) ended_us = std::max(ended_us, own.ended_us);
    }
    if (row.attempts == 0 || ended_us == 0) return false;
    const int64_t due = ended_us + (limits_.first_wait_us << std::min(row.attempts - 1, 10u));
    if (due <= now_.now_us) return false;
    look_again_at(changes_, due);
    return true;
}

// A fill that waits in the ledger's queue could make an exit larger than what is held.
bool ExitStep::books_are_old(CommandRow& row) {
    if (now_.books == account::Books::Current) return false;
    row.state = RowState::Waiting;
    row.reason = account::reason_to_wait(now_.books);
    look_again_at(changes_, now_.now_us + kPauseLookUs);
    return true;
}

// An order's state may come before its trades, and never for long: then the rest is held.
bool ExitStep::trades_are_coming(CommandRow& row) {
    const auto since_us = account::unbooked_since_us(view_.doubts, row.key, net_of(view_, row.key));
    if (!since_us) return false;
    const auto is_young = [&](int64_t at_us) {
        return std::abs(now_.now_us - at_us) < kTradesBehindUs;
    };
    if (!is_young(*since_us) && !is_young(command_.issued_us)) return false;
    row.state = RowState::Waiting;
    row.reason = "the trades of its fills are on their way";
    look_again_at(changes_, now_.now_us + kPauseLookUs);
    return true;
}

void ExitStep::plan_next(CommandRow& row) {
    if (books_are_old(row) || trades_are_coming(row)) return;
    if (wait_for_main_site(command_, row, now_, changes_)) return;
    const auto found = now_.instruments->find(row.key.instrument);
    const account::Instrument* instrument =
        found == now_.instruments->end() ? nullptr : &found->second;
    account::Position position;
    position.key = row.key;
    position.net = net_of(view_, row.key);
    if (std::string why = account::exclusion(position, instrument, view_.day); !why.empty()) {
        return end_short(row, RowState::Excluded, std::move(why));
    }
    const int64_t available = account::exitable(view_, row.key, row.side);
    if (blocked(row, available)) return;
    const int64_t rest = std::min(row.wanted - row.done, available);
    if (account::cut(rest, *instrument).orders == 0) {
        account::Hold hold = account::hold_of(view_.doubts, row.key, position.net);
        if (hold.quantity > 0) return end_short(row, RowState::Excluded, std::move(hold.reason));
        return end_short(row, RowState::Refused, "quantity: less than a lot is left");
    }
    const bool next_wave = goes_on(row);
    if (!next_wave && row.attempts >= limits_.attempts_max) {
        const Exit* last = last_of(command_, row, view_);
        return end_short(
            row, RowState::Refused,
            last->reason.empty() ? "nobody took it within the price limit" : last->reason);
    }
    if (wait_for_session(row, now_, changes_)) return;
    if (!next_wave && must_wait(row)) return;
    const auto price = account::exit_price(command_, *instrument, row.side, *now_.protections);
    if (!price.ok()) return end_short(row, RowState::Refused, price.error().what);
    const std::string session = now_.session_of(row.key.instrument.exchange);
    if (session.empty()) return end_short(row, RowState::Refused, "exchange: no gateway");
    const auto slices = account::slices(rest, *instrument, room(row));
    if (slices.empty()) return;
    if (!next_wave) ++row.attempts;
    plan_slices(row, *instrument, slices, price.value(), session);
}

bool ExitStep::goes_on(const CommandRow& row) const {
    bool any = false;
    for (const auto& own : view_.own) {
        if (!belongs(command_, row, own) || own.attempt != row.attempts) continue;
        if (own.filled < own.quantity) return false;
        any = true;
    }
    return any;
}

// 0: none now; the row says why.
size_t ExitStep::room(CommandRow& row) {
    const auto placed =
        static_cast<size_t>(std::count_if(view_.own.begin(), view_.own.end(), [&](const auto& own) {
            return own.command_id == command_.id && own.action == events::CommandAction::Exit;
        }));
    if (placed >= limits_.orders_max) {
        end_short(row, RowState::Refused,
                  "quantity: a command places at most " + std::to_string(limits_.orders_max) +
                      " orders, give another one for the rest");
        return 0;
    }
    const size_t room = std::min(limits_.orders_max - placed, room_in(view_, changes_, limits_));
    if (room == 0) wait_for_turn(row, now_, limits_, changes_);
    return room;
}

void ExitStep::plan_slices(CommandRow& row, const account::Instrument& instrument,
                           const std::vector<int64_t>& slices, int64_t price,
                           const std::string& session) {
    row.state = RowState::Working;
    row.reason.clear();
    uint32_t slice = 0;
    for (const auto& own : view_.own) {
        const bool same = belongs(command_, row, own) && own.attempt == row.attempts;
        if (same) slice = std::max(slice, own.slice);
    }
    for (const int64_t quantity : slices) {
        Exit own;
        own.client_order_id =
            events::own_client_order_id(command_.id, row.number, row.attempts, ++slice);
        own.account = view_.account;
        own.day = view_.day;
        own.command_id = command_.id;
        own.row = row.number;
        own.attempt = row.attempts;
        own.slice = slice;
        own.action = events::CommandAction::Exit;
        own.session = session;
        own.epoch = command_.epoch;
        own.key = row.key;
        own.symbol = instrument.symbol;
        own.side = row.side;
        own.type = events::OrderType::Limit;
        own.validity = command_.validity;
        own.quantity = quantity;
        own.price = price;
        own.planned_us = now_.now_us;
        own.expires_us = std::min(command_.expires_us, now_.day_ends_us);
        changes_.planned.push_back(own);
        view_.own.push_back(std::move(own));
    }
}

}  // namespace squareoff
