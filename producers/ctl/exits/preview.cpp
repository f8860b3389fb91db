#include "producers/ctl/exits/preview.h"

#include <algorithm>
#include <cstdlib>

#include "common/account/holds.h"
#include "common/account/tasks.h"
#include "common/exits/rows.h"

namespace ctl {

using account::Instrument;
using account::Task;
using account::View;
using events::Command;
using events::CommandAction;

namespace {

const Instrument* find(const account::Instruments& instruments, const account::InstrumentKey& key) {
    const auto found = instruments.find(key);
    return found == instruments.end() ? nullptr : &found->second;
}

PreviewRow row_of(const Task& task, const account::Instruments& instruments) {
    PreviewRow row;
    row.action = task.action;
    row.key = task.key;
    row.symbol = symbol_of(task.key.instrument, instruments);
    row.side = task.side;
    row.exchange_order_id = task.exchange_order_id;
    row.asked = task.asked;
    row.quantity = task.remaining;
    row.reason = task.reason;
    return row;
}

// How much of what is outstanding is in orders of ours of which nobody knows what the exchange has
// made.
int64_t in_doubt(const View& view, const Task& task, events::Side side, int64_t now_us) {
    int64_t sum = 0;
    for (const exits::Exit& own : view.own) {
        if (own.is_cancel() || own.key != task.key || own.side != side) continue;
        if (!exits::is_in_doubt(own, now_us)) continue;
        sum += account::may_still_fill(own, account::find_order(view, own.client_order_id));
    }
    return sum;
}

std::string in_the_way_text(int64_t wanted, int64_t in_orders, int64_t in_doubt) {
    std::string text = "quantity: " + std::to_string(wanted) + " wanted";
    if (in_orders > 0 || in_doubt == 0)
        text += ", " + std::to_string(in_orders) + " in working orders";
    if (in_doubt > 0) text += ", " + std::to_string(in_doubt) + " in doubt";
    return text;
}

// How much, at which price, in how many orders; and why not all of it.
void plan(const Command& command, const View& view, const Task& task, const Instrument& instrument,
          const std::vector<account::Protection>& protections, PreviewRow& row) {
    const auto price = account::exit_price(command, instrument, row.side, protections);
    if (!price.ok()) {
        row.reason = price.error().what;
        return;
    }
    const int64_t net = net_of(view, task.key);
    const auto open = account::outstanding(view, task.key, row.side);
    const int64_t in_the_way = command.cancel_first ? open.own : open.total();
    const account::Hold hold = account::hold_of(view.doubts, task.key, net);
    const int64_t free = std::max<int64_t>(0, std::abs(net) - hold.quantity - in_the_way);
    const account::Cut cut = account::cut(std::min(task.wanted, free), instrument);
    row.quantity = cut.quantity;
    row.orders = static_cast<size_t>(cut.orders);
    row.price = price.value();
    if (row.quantity >= task.wanted) {
        row.reason = account::residue(row.asked - row.quantity, instrument);
    } else if (hold.quantity > 0) {
        row.reason = hold.reason;
    } else {
        const int64_t doubtful =
            std::min(open.own, in_doubt(view, task, row.side, command.issued_us));
        row.reason = in_the_way_text(task.wanted, in_the_way - doubtful, doubtful);
    }
}

}  // namespace

Preview preview(const Command& command, const View& view, const account::Instruments& instruments,
                const std::vector<account::Protection>& protections, account::Books books,
                const account::Unreached& unreached) {
    Preview shown;
    const account::Tasks tasks = account::tasks_of(command, view, instruments);
    shown.refusal = tasks.refusal;
    shown.nothing = account::nothing_to_do(command, view);
    for (const Task& task : tasks.rows) {
        PreviewRow& row = shown.rows.emplace_back(row_of(task, instruments));
        const bool is_planned = task.action == CommandAction::Exit && task.fate == Task::Fate::Open;
        if (is_planned) shown.waits = account::reason_to_wait(books);
        const Instrument* instrument = find(instruments, task.key.instrument);
        if (is_planned && instrument != nullptr) {
            plan(command, view, task, *instrument, protections, row);
        }
        if (task.fate == Task::Fate::Open && row.reason.empty()) {
            row.reason = account::reason_to_wait(task.key.instrument.exchange, unreached);
        }
    }
    return shown;
}

std::string market_of(const account::InstrumentKey& key) {
    return std::string{events::name_of(key.exchange)} + " " +
           std::string{events::name_of(key.segment)};
}

std::string symbol_of(const account::InstrumentKey& key, const account::Instruments& instruments) {
    const Instrument* instrument = find(instruments, key);
    return instrument == nullptr ? std::to_string(key.token) : instrument->symbol;
}

bool would_leave_some(const Preview& preview) {
    return preview.waits.empty() && std::ranges::any_of(preview.rows, [](const PreviewRow& row) {
               return row.action == events::CommandAction::Exit && row.orders == 0;
           });
}

}  // namespace ctl
