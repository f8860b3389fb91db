#include "consumers/squareoff/advance.h"

#include <algorithm>
#include <map>

#include "consumers/squareoff/accept.h"
#include "consumers/squareoff/cutoff_rules.h"
#include "consumers/squareoff/exit_step.h"
#include "consumers/squareoff/settle.h"

namespace squareoff {

using account::Order;
using events::CommandAction;
using exits::Exit;
using exits::State;

namespace {

bool all_final(const CommandState& state, CommandAction action) {
    return std::all_of(state.rows.begin(), state.rows.end(), [&](const CommandRow& row) {
        return row.action != action || is_final(row.state);
    });
}

// Why nothing more may be sent for this command; empty: it may.
std::string stopped(const CommandState& state, const Surroundings& now) {
    if (now.day_is_past) return "day: over";
    if (!now.site_is_active || state.command.epoch != now.epoch) {
        return "epoch: the site has been fenced off";
    }
    if (now.day_ends_us <= now.now_us) return "day: over";
    if (state.command.expires_us <= now.now_us) return "expires_us: the command has expired";
    return cutoff_over(state.command, now);
}

// Planned orders that no gateway has taken yet must not go out any more.
void withdraw_planned(const CommandState& state, const account::View& view, int64_t now_us,
                      Changes& changes) {
    for (const Exit& own : view.own) {
        const bool planned = own.command_id == state.command.id && own.state == State::Planned;
        if (planned) {
            changes.withdrawn.push_back(own.client_order_id);
            look_again_at(changes, now_us);  // a gateway may have been faster
        }
    }
}

// What no gateway sends any more.
void withdraw_of_other_days(const account::View& view, const Surroundings& now, Changes& changes) {
    for (const Exit& own : view.own) {
        const bool is_sent_no_more = now.day_is_past || own.day != view.day;
        if (own.state != State::Planned || !is_sent_no_more) continue;
        changes.withdrawn.push_back(own.client_order_id);
        look_again_at(changes, now.now_us);
    }
}

// Orders planned on books that have moved since, or before a fill was heard, which are more than
// what can be exited now. What a gateway has taken meanwhile stays; the rest is planned anew.
void withdraw_beyond(const account::View& view, int64_t now_us, Changes& changes) {
    std::map<std::pair<account::PositionKey, events::Side>, int64_t> beyond;
    for (auto own = view.own.rbegin(); own != view.own.rend(); ++own) {
        if (own->state != State::Planned || own->is_cancel()) continue;
        const auto [left, is_new] = beyond.try_emplace({own->key, own->side});
        if (is_new) left->second = account::beyond_position(view, own->key, own->side);
        if (left->second <= 0) continue;
        left->second -= own->quantity;
        changes.withdrawn.push_back(own->client_order_id);
        look_again_at(changes, now_us);
    }
}

// Measures what a row has done; whether that is all it was to do.
bool did_all(const events::Command& command, CommandRow& row, const account::View& view) {
    if (row.action == CommandAction::Exit) {
        row.done = filled_of(command, row, view);
        return row.attempts > 0 && row.done >= row.wanted;
    }
    const Exit* last = last_of(command, row, view);
    row.done = last != nullptr && last->state == State::Done ? 1 : 0;
    return row.done == 1;
}

// What kept a row waiting to the end of its command.
std::string never_reached(const CommandRow& row, const Surroundings& now) {
    if (row.state != RowState::Waiting || now.day_is_past) return {};
    std::string why = account::reason_to_wait(row.key.instrument.exchange, now.unreached);
    if (!why.empty()) why += " until the command expired";
    return why;
}

void stop_rows(CommandState& state, const Surroundings& now, const account::View& view) {
    const bool fenced =
        !now.day_is_past && (state.command.epoch != now.epoch || !now.site_is_active);
    for (CommandRow& row : state.rows) {
        if (is_final(row.state)) continue;
        if (any_in_flight(state.command, row, view)) {  // followed to its end
            row.done = filled_of(state.command, row, view);
        } else if (did_all(state.command, row, view)) {
            end_complete(row, now);
        } else if (const std::string why = never_reached(row, now); !fenced && !why.empty()) {
            end_short(row, RowState::Expired, why);
        } else {
            end_short(row, fenced ? RowState::Cancelled : RowState::Expired, stopped(state, now));
        }
    }
}

class CancelStep {
  public:
    CancelStep(const CommandState& state, account::View& view, const Surroundings& now,
               const Limits& limits, Changes& changes)
        : state_{state}, view_{view}, now_{now}, limits_{limits}, changes_{changes} {}

    void take(CommandRow& row) {
        const Order* target = find_order(view_, row.key.instrument, row.exchange_order_id);
        if (target == nullptr || events::is_final(target->state)) return end(row, target);
        const Exit* last = last_of(state_.command, row, view_);
        if (last != nullptr && !may_repeat(*last)) return;
        if (row.attempts >= limits_.attempts_max) {
            return set_end(row, RowState::Refused,
                           last != nullptr && !last->reason.empty()
                               ? last->reason
                               : "the exchange gives no answer");
        }
        if (wait_for_main_site(state_.command, row, now_, changes_)) return;
        if (wait_for_session(row, now_, changes_)) return;
        if (room_in(view_, changes_, limits_) == 0) {
            return wait_for_turn(row, now_, limits_, changes_);
        }
        plan(row, *target);
    }

  private:
    static void end(CommandRow& row, const Order* target) {
        row.done = 1;
        const bool filled = target != nullptr && target->state == events::OrderState::Filled;
        set_end(row, RowState::Done, filled ? "filled before it could be cancelled" : "");
    }

    // A second cancel of the same order can do no harm.
    bool may_repeat(const Exit& last) {
        const int64_t since = last.ended_us != 0 ? last.ended_us : last.sent_us;
        if (since == 0) return false;  // on its way to the gateway
        const int64_t due =
            since + (last.ended_us != 0 ? limits_.first_wait_us : limits_.cancel_answer_us);
        if (due > now_.now_us) look_again_at(changes_, due);
        return due <= now_.now_us;
    }

    void plan(CommandRow& row, const Order& target) {
        Exit own;
        own.client_order_id =
            events::own_client_order_id(state_.command.id, row.number, row.attempts + 1, 1);
        own.session = now_.session_of(target.key.instrument.exchange);
        if (own.session.empty()) return set_end(row, RowState::Refused, "exchange: no gateway");
        own.account = view_.account;
        own.day = view_.day;
        own.command_id = state_.command.id;
        own.row = row.number;
        own.attempt = ++row.attempts;
        own.slice = 1;
        own.action = CommandAction::Cancel;
        own.epoch = state_.command.epoch;
        own.key = target.key;
        own.symbol = symbol_of(now_, target.key.instrument);
        own.side = target.side;
        own.type = target.type;
        own.validity = target.validity;
        own.quantity = target.quantity;
        own.price = target.price;
        own.target_client_order_id = target.client_order_id;
        own.target_exchange_order_id = target.exchange_order_id;
        own.planned_us = now_.now_us;
        own.expires_us = std::min(state_.command.expires_us, now_.day_ends_us);
        row.state = RowState::Working;
        row.reason.clear();
        changes_.planned.push_back(own);
        view_.own.push_back(std::move(own));
    }

    const CommandState& state_;
    account::View& view_;
    const Surroundings& now_;
    const Limits& limits_;
    Changes& changes_;
};

void add_row(CommandState& state, CommandRow row) {
    row.number = static_cast<uint32_t>(state.rows.size() + 1);
    state.rows.push_back(std::move(row));
}

bool has_exit_row(const CommandState& state, const CommandRow& like) {
    return std::any_of(state.rows.begin(), state.rows.end(), [&](const CommandRow& row) {
        return row.action == CommandAction::Exit && row.key == like.key && row.side == like.side;
    });
}

// Whether anything that the command is for, besides the cancels before an exit, was there to do.
bool has_rows(const CommandState& state) {
    return std::any_of(state.rows.begin(), state.rows.end(),
                       [&](const CommandRow& row) { return row.action == state.command.action; });
}

bool exits_all_of_it(const events::Command& command) {
    return !command.quantity && !command.percent;
}

// Positions that came to be, or turned over, since the rows were made.
bool add_new_positions(CommandState& state, const account::View& view, const Surroundings& now,
                       const Limits& limits) {
    if (!exits_all_of_it(state.command)) return false;
    bool added = false;
    for (CommandRow& row : exit_rows(state.command, view, *now.instruments)) {
        if (has_exit_row(state, row) || state.rows.size() >= limits.rows_max) continue;
        added = added || !is_final(row.state);
        add_row(state, std::move(row));
    }
    return added;
}

// What an exit row wants, on what the books hold now. `present`: the rows that they would give the
// command.
void measure(CommandState& state, CommandRow& row, const std::vector<CommandRow>& present) {
    const auto found = std::find_if(present.begin(), present.end(),
                                    [&](const CommandRow& one) { return one.key == row.key; });
    if (found == present.end()) {
        row.wanted = 0;
        set_end(row, RowState::Done, "the position is flat");
    } else if (found->side != row.side && !exits_all_of_it(state.command)) {
        set_end(row, RowState::Cancelled, "the position turned over");
    } else {
        const uint32_t number = row.number;
        row = *found;
        row.number = number;
    }
}

// The cancels are through, or those that are not are of exchanges that nothing reaches: what the
// rows want is measured again.
void begin_exiting(CommandState& state, const account::View& view, const Surroundings& now,
                   const Limits& limits) {
    state.phase = CommandPhase::Exiting;
    const std::vector<CommandRow> present = exit_rows(state.command, view, *now.instruments);
    for (CommandRow& row : state.rows) {
        if (row.action == CommandAction::Exit && !is_final(row.state)) measure(state, row, present);
    }
    add_new_positions(state, view, now, limits);
}

constexpr std::string_view kCancelsComeFirst = "its pending orders are cancelled first";

// Whether cancels at the row's exchange go on: they could not while nothing reached it.
bool has_open_cancels(const CommandState& state, events::Exchange exchange) {
    return std::ranges::any_of(state.rows, [&](const CommandRow& row) {
        return row.action == CommandAction::Cancel && !is_final(row.state) &&
               row.key.instrument.exchange == exchange;
    });
}

// An exit behind cancels at its exchange, while the exits of others go on. True: it waits.
bool wait_for_cancels(CommandState& state, CommandRow& row, const account::View& view,
                      const Surroundings& now, Changes& changes) {
    const events::Exchange exchange = row.key.instrument.exchange;
    if (has_open_cancels(state, exchange)) {
        if (!wait_for_session(row, now, changes)) {
            row.state = RowState::Waiting;
            row.reason = kCancelsComeFirst;
        }
        return true;
    }
    if (row.reason == kCancelsComeFirst) {
        measure(state, row, exit_rows(state.command, view, *now.instruments));
    }
    return is_final(row.state);
}

void take_exits(CommandState& state, Account& account, const Surroundings& now,
                const Limits& limits, Changes& changes) {
    ExitStep step{state.command, account.view, now, limits, changes};
    do {
        for (CommandRow& row : state.rows) {
            if (row.action != CommandAction::Exit || is_final(row.state)) continue;
            if (!wait_for_cancels(state, row, account.view, now, changes)) step.take(row);
        }
    } while (all_final(state, CommandAction::Exit) &&
             add_new_positions(state, account.view, now, limits));
}

// Exits that come after the cancels wait for the books as well, which do not show the cancels' ends
// either. A row that waits always says for what.
void tell_waiting(CommandState& state, const Surroundings& now) {
    for (CommandRow& row : state.rows) {
        if (row.action != CommandAction::Exit || row.state != RowState::Waiting) continue;
        row.reason = account::reason_to_wait(now.books);
        if (row.reason.empty()) {
            row.reason = account::reason_to_wait(row.key.instrument.exchange, now.unreached);
        }
        if (row.reason.empty()) row.reason = kCancelsComeFirst;
    }
}

// True: no cancel keeps the exits back. One that does not reach its exchange keeps back those
// there.
bool take_cancels(CommandState& state, Account& account, const Surroundings& now,
                  const Limits& limits, Changes& changes) {
    CancelStep step{state, account.view, now, limits, changes};
    for (CommandRow& row : state.rows) {
        if (row.action == CommandAction::Cancel && !is_final(row.state)) step.take(row);
    }
    return std::ranges::all_of(state.rows, [&](const CommandRow& row) {
        return row.action != CommandAction::Cancel || is_final(row.state) ||
               now.unreached.contains(row.key.instrument.exchange);
    });
}

void advance_command(CommandState& state, Account& account, const Surroundings& now,
                     const Limits& limits, Changes& changes) {
    if (const std::string reason = stopped(state, now); !reason.empty()) {
        withdraw_planned(state, account.view, now.now_us, changes);
        stop_rows(state, now, account.view);
        state.reason = reason;
    } else {
        const bool may_exit = take_cancels(state, account, now, limits, changes);
        const bool exits = state.command.action == CommandAction::Exit;
        if (state.phase == CommandPhase::Cancelling && may_exit && exits) {
            begin_exiting(state, account.view, now, limits);
        }
        if (state.phase == CommandPhase::Exiting) {
            take_exits(state, account, now, limits, changes);
        } else {
            tell_waiting(state, now);
        }
        if (state.ended_us == 0) {
            look_again_at(changes, std::min(state.command.expires_us, now.day_ends_us));
        }
    }
    const bool waits_for_exits = state.phase == CommandPhase::Cancelling &&
                                 state.command.action == CommandAction::Exit &&
                                 stopped(state, now).empty();
    if (!waits_for_exits && all_final(state, CommandAction::Cancel) &&
        all_final(state, CommandAction::Exit)) {
        state.phase = CommandPhase::Done;
        state.ended_us = now.now_us;
        if (state.reason.empty() && !has_rows(state)) {
            state.reason = account::nothing_to_do(state.command, account.view);
        }
    }
}

}  // namespace

Changes advance(Account& account, const Surroundings& now, const Limits& limits) {
    Changes changes;
    settle(account.view, now.now_us, changes, now.day_ends_us, now.told);
    withdraw_of_other_days(account.view, now, changes);
    withdraw_beyond(account.view, now.now_us, changes);
    for (size_t i = 0; i < account.commands.size(); ++i) {
        CommandState& state = account.commands[i];
        if (state.ended_us != 0) continue;
        const CommandPhase phase = state.phase;
        const std::vector<CommandRow> rows = state.rows;
        advance_command(state, account, now, limits, changes);
        if (state.phase != phase || state.rows != rows) changes.touched.push_back(i);
    }
    return changes;
}

std::optional<int64_t> next_look(const Account& account, const Changes& changes, int64_t now_us) {
    const bool command_goes_on = std::ranges::any_of(
        account.commands, [](const CommandState& state) { return state.ended_us == 0; });
    const bool order_goes_on =
        std::ranges::any_of(account.view.own, [](const Exit& own) { return own.ended_us == 0; });
    if (!command_goes_on && !order_goes_on) return std::nullopt;
    const int64_t later = now_us + kLookAgainUs;
    return changes.look_again_us == 0 ? later : std::min(later, changes.look_again_us);
}

}  // namespace squareoff
