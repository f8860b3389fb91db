#include "producers/ctl/days/day_ending.h"

#include <fmt/core.h>

#include <algorithm>
#include <map>
#include <utility>

#include "common/db/columns.h"
#include "producers/ctl/table.h"

namespace ctl {
namespace {

using base::Result;
using Align = Table::Align;

constexpr size_t kEndingShown = 20;  // rows of the table; the JSON has more
constexpr const char* kOver = "day: over";

struct OpenOrders {
    int64_t unsent = 0;
    int64_t out = 0;
};

// By command. Few rows have no end: by the index of those.
std::string open_orders_sql(uint32_t day) {
    return "SELECT e.command_id,SUM(e.state='planned'),SUM(e.state<>'planned') FROM (SELECT "
           "DISTINCT session FROM exits) s JOIN exits e FORCE INDEX (open_ones) ON "
           "e.session=s.session AND e.ended_us=0 WHERE e.day=" +
           std::to_string(day) +
           " AND e.state IN ('planned','sending','sent','working','frozen','doubt') GROUP BY "
           "e.command_id";
}

Result<std::map<std::string, OpenOrders>> read_open_orders(db::Session& session, uint32_t day) {
    const auto rows = session.query(open_orders_sql(day));
    if (!rows.ok()) return rows.error();
    std::map<std::string, OpenOrders> found;
    for (const db::Row& row : rows.value()) {
        db::Columns columns{row};
        OpenOrders& orders = found[columns.text()];
        orders.unsent = columns.integer();
        orders.out = columns.integer();
    }
    return found;
}

std::string becomes(const EndingCommand& one) {
    if (one.out == 0) return std::string{"ends: "} + kOver;
    return fmt::format("ends with what is out, 15 minutes after the day at the latest: {}", kOver);
}

}  // namespace

Result<std::vector<EndingCommand>> read_ending(db::Session& session, int32_t partitions,
                                               uint32_t day) {
    CommandFilter open;
    open.outcome = "open";
    open.limit = kCommandsMax;
    auto listed = read_commands(session, partitions, open);
    if (!listed.ok()) return listed.error();
    auto read = read_open_orders(session, day);
    if (!read.ok()) return read.error();
    std::vector<ListedCommand> commands = std::move(listed).value();
    std::map<std::string, OpenOrders> orders = std::move(read).value();
    std::vector<EndingCommand> all;
    for (ListedCommand& one : commands) {
        if (one.day != day) continue;
        const OpenOrders own = orders[one.id];
        all.push_back({std::move(one), own.unsent, own.out});
    }
    return all;
}

std::string ending_text(const std::vector<EndingCommand>& all) {
    if (all.empty()) return "no command goes on\n";
    int64_t unsent = 0;
    int64_t out = 0;
    Table table{{{"COMMAND"},
                 {"ACCOUNT"},
                 {"ACTION"},
                 {"NOT SENT", Align::Right},
                 {"OUT", Align::Right},
                 {"WHAT BECOMES OF IT"}}};
    for (size_t i = 0; i < all.size(); ++i) {
        const EndingCommand& one = all[i];
        unsent += one.unsent;
        out += one.out;
        if (i >= kEndingShown) continue;
        table.add({one.command.id, one.command.account, one.command.action,
                   std::to_string(one.unsent), std::to_string(one.out), becomes(one)});
    }
    std::string text = fmt::format(
        "commands that go on: {}; of their orders {} are not sent and would not be ({}), {} are "
        "out\n{}",
        all.size(), unsent, kOver, out, table.text());
    if (all.size() > kEndingShown) {
        text += fmt::format("and {} more: --json\n", all.size() - kEndingShown);
    }
    return text;
}

void write_ending(events::JsonText& json, const std::vector<EndingCommand>& all) {
    json.objects("ends", all, [](events::JsonText& one, const EndingCommand& ending) {
        one.text("id", ending.command.id);
        one.text("account", ending.command.account);
        one.text("action", ending.command.action);
        one.integer("unsent", ending.unsent);
        one.integer("out", ending.out);
        one.text("reason", kOver);
    });
}

}  // namespace ctl
