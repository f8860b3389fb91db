#include "producers/ctl/exits/command_list.h"

#include "common/db/columns.h"
#include "common/db/literal.h"
#include "common/events/json_text.h"
#include "producers/ctl/table.h"

namespace ctl {

using base::Result;
using base::Status;
using base::Unit;
using db::literal;

namespace {

constexpr const char* kCountRows = "(SELECT COUNT(*) FROM command_rows r WHERE r.command_id=c.id";
constexpr const char* kMoved = " AND (r.state='done' OR r.done>0))";

std::string columns_sql() {
    const std::string rows = kCountRows;
    return "SELECT id,account,action,origin,who,state,reason,day,epoch,accepted_us,ended_us," +
           rows + ")," + rows + " AND r.state='done')," + rows + kMoved + " FROM commands c";
}

// As outcome_of says it.
std::string of_outcome(const std::string& outcome) {
    const std::string rows = kCountRows;
    const std::string left = rows + " AND r.state<>'done')>0";
    const std::string moved = rows + kMoved + ">0";
    const std::string ended = " AND state='done' AND ended_us<>0 AND ";
    if (outcome == "open") return " AND ended_us=0";
    if (outcome == "refused") return " AND state='refused'";
    if (outcome == "done") return ended + "NOT " + left;
    if (outcome == "partly") return ended + left + " AND " + moved;
    if (outcome == "nothing") return ended + left + " AND NOT " + moved;
    return "";
}

std::string chosen_by(const CommandFilter& filter) {
    std::string where = of_outcome(filter.outcome);
    if (!filter.account.empty()) where += " AND account=" + literal(filter.account);
    if (filter.day != 0) where += " AND day=" + std::to_string(filter.day);
    return where;
}

Status add(db::Session& session, const std::string& where, int64_t limit,
           std::vector<ListedCommand>& all) {
    if (limit <= 0) return Unit{};
    const auto rows = session.query(columns_sql() + where + " ORDER BY accepted_us DESC LIMIT " +
                                    std::to_string(limit));
    if (!rows.ok()) return rows.error();
    for (const db::Row& row : rows.value()) {
        db::Columns columns{row};
        ListedCommand& one = all.emplace_back();
        for (std::string* text :
             {&one.id, &one.account, &one.action, &one.origin, &one.who, &one.state, &one.reason}) {
            *text = columns.text();
        }
        for (int64_t* number : {&one.day, &one.epoch, &one.accepted_us, &one.ended_us, &one.rows,
                                &one.rows_done, &one.rows_moved}) {
            *number = columns.integer();
        }
    }
    return Unit{};
}

// A table that keeps every day's commands has those that go on by partition.
std::string open_ones(int32_t partitions) {
    std::string where = " WHERE ended_us=0 AND part IN (0";
    for (int32_t number = 1; number < partitions; ++number) {
        where += "," + std::to_string(number);
    }
    return where + ")";
}

std::string outcome_text(const ListedCommand& one) {
    const Outcome outcome = outcome_of(one);
    const std::string name{kOutcomeNames[static_cast<size_t>(outcome)]};
    if (outcome == Outcome::Open) return name + ", " + one.state;
    return outcome == Outcome::Done && one.rows == 0 ? name + ", nothing to do" : name;
}

void write_command(events::JsonText& json, const ListedCommand& one) {
    json.text("id", one.id);
    json.text("account", one.account);
    json.integer("day", one.day);
    json.text("action", one.action);
    json.text("origin", one.origin);
    json.text("who", one.who);
    json.integer("epoch", one.epoch);
    json.text("state", one.state);
    json.text("outcome", kOutcomeNames[static_cast<size_t>(outcome_of(one))]);
    json.text("reason", one.reason);
    json.integer("rows", one.rows);
    json.integer("rows_done", one.rows_done);
    json.integer("accepted_us", one.accepted_us);
    json.integer("ended_us", one.ended_us);
}

}  // namespace

Outcome outcome_of(const ListedCommand& one) {
    if (one.state == "refused") return Outcome::Refused;
    if (one.ended_us == 0) return Outcome::Open;
    if (one.rows_done == one.rows) return Outcome::Done;
    return one.rows_moved > 0 ? Outcome::Partly : Outcome::Nothing;
}

Result<std::vector<ListedCommand>> read_commands(db::Session& session, int32_t partitions,
                                                 const CommandFilter& filter) {
    std::vector<ListedCommand> all;
    const std::string chosen = chosen_by(filter);
    const Status open = add(session, open_ones(partitions) + chosen, filter.limit, all);
    if (!open.ok()) return open.error();
    const Status ended = add(session, " WHERE ended_us<>0" + chosen,
                             filter.limit - static_cast<int64_t>(all.size()), all);
    if (!ended.ok()) return ended.error();
    return all;
}

Result<int64_t> count_open_commands(db::Session& session, int32_t partitions, uint32_t day) {
    const auto rows = session.query("SELECT COUNT(*) FROM commands" + open_ones(partitions) +
                                    " AND day=" + std::to_string(day));
    if (!rows.ok()) return rows.error();
    return db::Columns{rows.value().at(0)}.integer();
}

std::string commands_table(const std::vector<ListedCommand>& all, const UnreadCommands& unread,
                           const std::string& none) {
    Table table{{{"ID"},
                 {"ACCOUNT"},
                 {"WHAT"},
                 {"OUTCOME"},
                 {"ROWS DONE", Table::Align::Right},
                 {"ACCEPTED"},
                 {"ENDED"},
                 {"BY"},
                 {"REASON"}}};
    for (const ListedCommand& one : all) {
        table.add({one.id, one.account, one.action, outcome_text(one),
                   std::to_string(one.rows_done) + " of " + std::to_string(one.rows),
                   india_time(one.accepted_us),
                   one.ended_us == 0 ? "goes on" : india_time(one.ended_us),
                   one.who + " (" + one.origin + ")", one.reason});
    }
    return (table.empty() ? none + "\n" : table.text()) + unread_line(unread);
}

std::string commands_json(const std::vector<ListedCommand>& all, const UnreadCommands& unread) {
    events::JsonText json;
    json.open_object();
    json.objects("commands", all, write_command);
    write_unread(json, unread.queues);
    json.text("unread_unknown", unread.unknown);
    json.close_object();
    return json.take();
}

}  // namespace ctl
