#include "consumers/squareoff/accept.h"

#include <algorithm>
#include <cstdlib>

#include "common/account/holds.h"

namespace squareoff {

using account::Order;
using account::Position;
using events::Command;
using events::CommandAction;

namespace {

std::string refusal(const Command& command, const account::View& view, const Surroundings& now) {
    if (!now.site_is_active) return "epoch: the site is not active";
    if (command.epoch != now.epoch) {
        return "epoch: " + std::to_string(command.epoch) + " is not the present one, " +
               std::to_string(now.epoch);
    }
    if (command.expires_us <= now.now_us) return "expires_us: the command has expired";
    if (now.day == 0) return "day: no trading day is open";
    if (command.day != now.day) {
        return "day: " + std::to_string(command.day) + " is not the trading day, " +
               std::to_string(now.day);
    }
    if (!view.known && view.positions.empty() && view.orders.empty()) {
        return "account: unknown";
    }
    return {};
}

// One position, named by its instrument: what is wrong is said as a refusal of the whole command.
bool names_one_position(const Command& command) {
    return command.action == CommandAction::Exit && command.exchange && command.segment &&
           command.token;
}

std::string refusal_of_one(const Command& command, const std::vector<CommandRow>& rows) {
    if (!names_one_position(command)) return {};
    if (rows.empty()) return "token: no open position in this instrument";
    const auto usable = std::find_if(rows.begin(), rows.end(), [](const CommandRow& row) {
        return row.state != RowState::Refused && row.state != RowState::Excluded;
    });
    return usable == rows.end() ? rows.front().reason : std::string{};
}

CommandRow cancel_row(const Order& order) {
    CommandRow row;
    row.action = CommandAction::Cancel;
    row.key = order.key;
    row.side = order.side;
    row.exchange_order_id = order.exchange_order_id;
    return row;
}

CommandRow exit_row(const Command& command, const account::View& view, const Position& position,
                    const account::Instruments& instruments) {
    CommandRow row;
    row.action = CommandAction::Exit;
    row.key = position.key;
    row.side = account::exit_side(position.net);
    row.asked = account::asked_quantity(command, position);
    const auto found = instruments.find(position.key.instrument);
    const account::Instrument* instrument = found == instruments.end() ? nullptr : &found->second;
    row.reason = account::exclusion(position, instrument, view.day);
    if (!row.reason.empty()) {
        row.state = RowState::Excluded;
        return row;
    }
    const account::Hold hold = account::hold_of(view.doubts, position.key, position.net);
    const int64_t agreed = std::abs(position.net) - hold.quantity;
    if (hold.quantity > 0 && account::cut(agreed, *instrument).orders == 0) {
        row.state = RowState::Excluded;
        row.reason = hold.reason;
        return row;
    }
    const auto wanted = account::wanted_quantity(command, position, *instrument);
    if (!wanted.ok()) {
        row.state = RowState::Refused;
        row.reason = wanted.error().what;
        return row;
    }
    row.wanted = wanted.value();
    return row;
}

// Whether an exit leaves this order alone: the exits that are under way, and what stands on a
// position that is not exited; it may be the stop-loss of it.
bool stays(const Command& command, const account::View& view, const std::vector<CommandRow>& exits,
           const Order& order) {
    if (events::is_own(order.client_order_id)) return true;
    const bool exited = std::any_of(exits.begin(), exits.end(), [&](const CommandRow& row) {
        return row.key == order.key && !is_final(row.state);
    });
    const bool held = std::any_of(
        view.positions.begin(), view.positions.end(),
        [&](const Position& position) { return position.key == order.key && position.net != 0; });
    return !exited && (held || command.side);
}

// Orders that are named but cannot be cancelled get a row that says why.
void add_unknown_orders(const Command& command, const account::View& view,
                        std::vector<CommandRow>& rows) {
    for (const std::string& id : command.orders) {
        const auto found =
            std::find_if(view.orders.begin(), view.orders.end(),
                         [&](const Order& order) { return order.exchange_order_id == id; });
        const bool lives = found != view.orders.end() && !events::is_final(found->state);
        if (lives) continue;
        CommandRow row;
        row.action = CommandAction::Cancel;
        row.exchange_order_id = id;
        row.state = RowState::Refused;
        row.reason = "orders: unknown, or ended already";
        rows.push_back(std::move(row));
    }
}

void number_rows(std::vector<CommandRow>& rows) {
    for (size_t i = 0; i < rows.size(); ++i) rows[i].number = static_cast<uint32_t>(i + 1);
}

}  // namespace

std::vector<CommandRow> cancel_rows(const Command& command, const account::View& view,
                                    const std::vector<CommandRow>& exits) {
    std::vector<CommandRow> rows;
    for (const Order& order : view.orders) {
        if (events::is_final(order.state) || !account::selects(command, order)) continue;
        if (command.action == CommandAction::Exit && stays(command, view, exits, order)) continue;
        rows.push_back(cancel_row(order));
    }
    if (command.action == CommandAction::Cancel) add_unknown_orders(command, view, rows);
    return rows;
}

std::vector<CommandRow> exit_rows(const Command& command, const account::View& view,
                                  const account::Instruments& instruments) {
    std::vector<CommandRow> rows;
    for (const Position& position : view.positions) {
        if (!account::selects(command, position)) continue;
        rows.push_back(exit_row(command, view, position, instruments));
    }
    return rows;
}

CommandState accept(Command command, std::string body, const account::View& view,
                    const Surroundings& now, const Limits& limits) {
    CommandState state;
    state.body = std::move(body);
    state.accepted_us = now.now_us;
    state.reason = refusal(command, view, now);
    if (state.reason.empty()) {
        const bool exits = command.action == CommandAction::Exit;
        std::vector<CommandRow> more;
        if (exits) more = exit_rows(command, view, *now.instruments);
        if (!exits || command.cancel_first) state.rows = cancel_rows(command, view, more);
        state.reason = account::ambiguity(command, view);
        if (state.reason.empty()) state.reason = refusal_of_one(command, more);
        state.rows.insert(state.rows.end(), more.begin(), more.end());
    }
    if (state.rows.size() > limits.rows_max)
        state.reason = "account: too many positions and orders";
    const bool refused = !state.reason.empty();
    if (refused) {
        state.rows.clear();
        state.ended_us = now.now_us;
    }
    state.phase = refused ? CommandPhase::Refused : CommandPhase::Cancelling;
    number_rows(state.rows);
    state.command = std::move(command);
    return state;
}

}  // namespace squareoff
