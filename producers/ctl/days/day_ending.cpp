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
           "e.session=s.session AND e.ended_us=0 JOIN commands c ON c.id=e.command_id AND "
           "c.ended_us=0 WHERE e.day=" +
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
    return "ends when what is out has ended; see below";
}

// consumers/squareoff/settle.cpp, docs/gateway.md.
constexpr const char* kWhatIsOut =
    "what is out ends with its own end; else not before a source that reports our orders has told "
    "of a time 15 minutes after the day, and until then it is in doubt, or until a person resolves "
    "it (in-doubt resolve)\n";

}  // namespace

Result<Ending> read_ending(db::Session& session, int32_t partitions, uint32_t day) {
    CommandFilter open;
    open.outcome = "open";
    open.limit = kCommandsMax;
    open.day = day;
    auto listed = read_commands(session, partitions, open);
    if (!listed.ok()) return listed.error();
    const auto counted = count_open_commands(session, partitions, day);
    if (!counted.ok()) return counted.error();
    const auto read = read_open_orders(session, day);
    if (!read.ok()) return read.error();
    const std::map<std::string, OpenOrders>& orders = read.value();
    Ending ending{counted.value()};
    for (const auto& [id, own] : orders) {
        ending.unsent += own.unsent;
        ending.out += own.out;
    }
    std::vector<ListedCommand> commands = std::move(listed).value();
    for (ListedCommand& one : commands) {
        const auto found = orders.find(one.id);
        const OpenOrders own = found == orders.end() ? OpenOrders{} : found->second;
        ending.first.push_back({std::move(one), own.unsent, own.out});
    }
    return ending;
}

std::string ending_text(const Ending& ending) {
    if (ending.commands == 0) return "no command goes on\n";
    Table table{{{"COMMAND"},
                 {"ACCOUNT"},
                 {"ACTION"},
                 {"NOT SENT", Align::Right},
                 {"OUT", Align::Right},
                 {"WHAT BECOMES OF IT"}}};
    const size_t shown = std::min(ending.first.size(), kEndingShown);
    for (size_t i = 0; i < shown; ++i) {
        const EndingCommand& one = ending.first[i];
        table.add({one.command.id, one.command.account, one.command.action,
                   std::to_string(one.unsent), std::to_string(one.out), becomes(one)});
    }
    std::string text = fmt::format(
        "commands that go on: {}; of their orders {} are not sent and would not be ({}), {} are "
        "out\n{}",
        ending.commands, ending.unsent, kOver, ending.out, table.text());
    const int64_t more = ending.commands - static_cast<int64_t>(shown);
    if (more > 0) text += fmt::format("and {} more: --json\n", more);
    return ending.out > 0 ? text + kWhatIsOut : text;
}

void write_ending(events::JsonText& json, const Ending& ending) {
    json.integer("ends_commands", ending.commands);
    json.integer("ends_unsent", ending.unsent);
    json.integer("ends_out", ending.out);
    json.objects("ends", ending.first, [](events::JsonText& one, const EndingCommand& command) {
        one.text("id", command.command.id);
        one.text("account", command.command.account);
        one.text("action", command.command.action);
        one.integer("unsent", command.unsent);
        one.integer("out", command.out);
        one.text("reason", kOver);
    });
}

}  // namespace ctl
