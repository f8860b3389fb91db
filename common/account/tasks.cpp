#include "common/account/tasks.h"

#include <algorithm>
#include <cstdlib>
#include <iterator>
#include <utility>

#include "common/account/exit_rules.h"
#include "common/account/holds.h"

namespace account {

using events::Command;
using events::CommandAction;

namespace {

constexpr const char* kLacking = "held: the record has a position that these books do not have";

Task cancel_task(const Order& order) {
    Task task;
    task.action = CommandAction::Cancel;
    task.key = order.key;
    task.side = order.side;
    task.exchange_order_id = order.exchange_order_id;
    task.remaining = order.remaining;
    return task;
}

void set_end(Task& task, Task::Fate fate, std::string reason) {
    task.fate = fate;
    task.reason = std::move(reason);
}

Task exit_task(const Command& command, const View& view, const Position& position,
               const Instruments& instruments) {
    Task task;
    task.action = CommandAction::Exit;
    task.key = position.key;
    task.side = exit_side(position.net);
    task.asked = asked_quantity(command, position);
    const auto found = instruments.find(position.key.instrument);
    const Instrument* instrument = found == instruments.end() ? nullptr : &found->second;
    if (std::string why = exclusion(position, instrument, view.day); !why.empty()) {
        set_end(task, Task::Fate::Excluded, std::move(why));
        return task;
    }
    Hold hold = hold_of(view.doubts, position.key, position.net);
    const int64_t agreed = std::abs(position.net) - hold.quantity;
    if (hold.quantity > 0 && cut(agreed, *instrument).orders == 0) {
        set_end(task, Task::Fate::Excluded, std::move(hold.reason));
        return task;
    }
    const auto wanted = wanted_quantity(command, position, *instrument);
    if (wanted.ok()) {
        task.wanted = wanted.value();
    } else {
        set_end(task, Task::Fate::Refused, wanted.error().what);
    }
    return task;
}

// Whether an exit leaves this order alone: the exits that are under way, and what stands on a
// position that is not exited; it may be the stop-loss of it.
bool stays(const Command& command, const View& view, const std::vector<Task>& exits,
           const Order& order) {
    if (events::is_own(order.client_order_id)) return true;
    const bool exited = std::ranges::any_of(exits, [&](const Task& task) {
        return task.key == order.key && task.fate == Task::Fate::Open;
    });
    const bool held = std::ranges::any_of(view.positions, [&](const Position& position) {
        return position.key == order.key && position.net != 0;
    });
    return !exited && (held || command.side);
}

// Orders that are named but cannot be cancelled get a task that says why.
void add_unknown_orders(const Command& command, const View& view, std::vector<Task>& tasks) {
    for (const std::string& id : command.orders) {
        const auto found = std::ranges::find(view.orders, id, &Order::exchange_order_id);
        const bool lives = found != view.orders.end() && !events::is_final(found->state);
        if (lives) continue;
        Task& task = tasks.emplace_back();
        task.action = CommandAction::Cancel;
        task.exchange_order_id = id;
        set_end(task, Task::Fate::Refused, "orders: unknown, or ended already");
    }
}

std::vector<Task> cancel_tasks(const Command& command, const View& view,
                               const std::vector<Task>& exits) {
    std::vector<Task> tasks;
    for (const Order& order : view.orders) {
        if (events::is_final(order.state) || !selects(command, order)) continue;
        if (command.action == CommandAction::Exit && stays(command, view, exits, order)) continue;
        tasks.push_back(cancel_task(order));
    }
    if (command.action == CommandAction::Cancel) add_unknown_orders(command, view, tasks);
    return tasks;
}

bool lacks_positions(const View& view) {
    const auto is_lacking = [](const Doubt& one) { return one.kind == Doubt::Kind::Lacking; };
    return std::ranges::any_of(view.doubts, is_lacking);
}

// Which it is nobody knows; but nobody is told that he is flat.
void add_lacking(const View& view, std::vector<Task>& exits) {
    if (!lacks_positions(view)) return;
    Task& task = exits.emplace_back();
    task.action = CommandAction::Exit;
    set_end(task, Task::Fate::Excluded, kLacking);
}

// One position, named by its instrument: what is wrong is said as a refusal of the whole command.
std::string refusal_of_one(const Command& command, const View& view,
                           const std::vector<Task>& exits) {
    const bool names_one = command.action == CommandAction::Exit && command.exchange &&
                           command.segment && command.token;
    if (!names_one) return {};
    if (exits.empty()) {
        return lacks_positions(view) ? kLacking : "token: no open position in this instrument";
    }
    const bool any_open =
        std::ranges::any_of(exits, [](const Task& task) { return task.fate == Task::Fate::Open; });
    return any_open ? std::string{} : exits.front().reason;
}

}  // namespace

std::vector<Task> exit_tasks(const Command& command, const View& view,
                             const Instruments& instruments) {
    std::vector<Task> tasks;
    for (const Position& position : view.positions) {
        if (!selects(command, position)) continue;
        tasks.push_back(exit_task(command, view, position, instruments));
    }
    return tasks;
}

Tasks tasks_of(const Command& command, const View& view, const Instruments& instruments) {
    Tasks tasks;
    const bool is_exit = command.action == CommandAction::Exit;
    std::vector<Task> exits;
    if (is_exit) exits = exit_tasks(command, view, instruments);
    tasks.refusal = ambiguity(command, view);
    if (tasks.refusal.empty()) tasks.refusal = refusal_of_one(command, view, exits);
    if (!tasks.refusal.empty()) return tasks;
    if (is_exit) add_lacking(view, exits);
    if (!is_exit || command.cancel_first) tasks.rows = cancel_tasks(command, view, exits);
    std::ranges::move(exits, std::back_inserter(tasks.rows));
    return tasks;
}

}  // namespace account
