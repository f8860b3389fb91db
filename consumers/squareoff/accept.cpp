#include "consumers/squareoff/accept.h"

#include <utility>

#include "common/account/tasks.h"

namespace squareoff {

using events::Command;

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
    if (now.day_ends_us <= now.now_us) {
        return "day: " + std::to_string(now.day) + " is over, and no other one is open yet";
    }
    if (!view.known && view.positions.empty() && view.orders.empty()) {
        return "account: unknown";
    }
    return {};
}

CommandRow row_of(account::Task task) {
    CommandRow row;
    row.action = task.action;
    row.key = task.key;
    row.side = task.side;
    row.exchange_order_id = std::move(task.exchange_order_id);
    row.asked = task.asked;
    row.wanted = task.wanted;
    if (task.fate == account::Task::Fate::Refused) row.state = RowState::Refused;
    if (task.fate == account::Task::Fate::Excluded) row.state = RowState::Excluded;
    row.reason = std::move(task.reason);
    return row;
}

std::vector<CommandRow> rows_of(std::vector<account::Task> tasks) {
    std::vector<CommandRow> rows;
    rows.reserve(tasks.size());
    for (account::Task& task : tasks) rows.push_back(row_of(std::move(task)));
    return rows;
}

void number_rows(std::vector<CommandRow>& rows) {
    for (size_t i = 0; i < rows.size(); ++i) rows[i].number = static_cast<uint32_t>(i + 1);
}

}  // namespace

std::vector<CommandRow> exit_rows(const Command& command, const account::View& view,
                                  const account::Instruments& instruments) {
    return rows_of(account::exit_tasks(command, view, instruments));
}

CommandState accept(Command command, std::string body, const account::View& view,
                    const Surroundings& now, const Limits& limits) {
    CommandState state;
    state.body = std::move(body);
    state.accepted_us = now.now_us;
    state.reason = refusal(command, view, now);
    if (state.reason.empty()) {
        account::Tasks tasks = account::tasks_of(command, view, *now.instruments);
        state.reason = std::move(tasks.refusal);
        state.rows = rows_of(std::move(tasks.rows));
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
