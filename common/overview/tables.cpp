#include "common/overview/tables.h"

#include <algorithm>
#include <array>
#include <string_view>

#include "common/db/columns.h"
#include "common/exits/rows.h"

namespace overview {
namespace {

constexpr std::string_view kBounded = "SET STATEMENT max_statement_time=0.5 FOR ";
constexpr std::array<std::string_view, 5> kNoticeStates{"waiting", "queued", "sending", "sent",
                                                        "dead"};
constexpr std::array<std::string_view, 9> kOwnOrderStates{
    "planned", "sending", "sent", "working", "frozen", "done", "rejected", "cancelled", "doubt"};

// By the key `open_ones`: the partitions are those of the deployment, at most 64.
constexpr std::string_view kOpenCommands =
    "ended_us = 0 AND part IN (SELECT part FROM squareoff_partitions)";

std::string bounded(std::string_view select) { return std::string{kBounded}.append(select); }

Group read_group(const db::Row& row) {
    db::Columns columns{row};
    return {.name = columns.text(), .count = columns.integer(), .newest_us = columns.integer()};
}

// Every state of the list, those without rows too; rows of other states are passed over.
template <size_t Count>
std::vector<Group> by_state(const std::array<std::string_view, Count>& names,
                            const std::vector<db::Row>& rows) {
    std::vector<Group> states;
    for (const std::string_view name : names) states.push_back({.name = std::string{name}});
    for (const db::Row& row : rows) {
        const Group group = read_group(row);
        const auto state = std::ranges::find(states, group.name, &Group::name);
        if (state != states.end()) *state = group;
    }
    return states;
}

}  // namespace

std::string watermarks_sql() {
    return bounded(
        "SELECT part, source, day, seq, updated_us FROM watermarks "
        "WHERE day = (SELECT day FROM trading_day) ORDER BY part, source LIMIT 10000");
}

std::vector<PartitionStream> read_watermarks(const std::vector<db::Row>& rows) {
    std::vector<PartitionStream> streams;
    for (const db::Row& row : rows) {
        db::Columns columns{row};
        streams.push_back({.number = columns.integer(),
                           .stream = {.source = columns.text(),
                                      .day = columns.integer(),
                                      .watermark = columns.integer(),
                                      .updated_us = columns.integer()}});
    }
    return streams;
}

std::string pauses_sql() {
    return bounded(
        "SELECT part, by_whom, reason, since_us, drained_by, drained_us, resumed_us FROM pauses "
        "ORDER BY part");
}

std::vector<PartitionPause> read_pauses(const std::vector<db::Row>& rows) {
    std::vector<PartitionPause> pauses;
    for (const db::Row& row : rows) {
        db::Columns columns{row};
        pauses.push_back({.number = columns.integer(),
                          .pause = {.by = columns.text(),
                                    .reason = columns.text(),
                                    .since_us = columns.integer(),
                                    .drained_by = columns.text(),
                                    .drained_us = columns.integer(),
                                    .resumed_us = columns.integer()}});
    }
    return pauses;
}

std::string parked_total_sql() { return bounded("SELECT COUNT(*) FROM parked"); }

std::string left_open_sql() {
    return bounded(
        "SELECT COALESCE((SELECT left_open FROM days_carried JOIN trading_day USING (day)),0)");
}

std::string broken_glass_sql() {
    return bounded("SELECT COUNT(*) FROM broken_glass WHERE countersigned_us=0");
}

std::string parked_groups_sql() {
    return bounded(
               "SELECT SUBSTRING_INDEX(reason, ':', 1) AS field, COUNT(*) AS many, "
               "MAX(parked_us) FROM (SELECT reason, parked_us FROM parked "
               "ORDER BY parked_us DESC LIMIT ") +
           std::to_string(kParkedMax) +
           ") AS newest GROUP BY field ORDER BY many DESC, field LIMIT " +
           std::to_string(kGroupsMax);
}

Parked read_parked(const std::vector<db::Row>& total, const std::vector<db::Row>& groups) {
    Parked parked;
    for (const db::Row& row : total) parked.total = db::Columns{row}.integer();
    for (const db::Row& row : groups) parked.groups.push_back(read_group(row));
    return parked;
}

std::string notices_sql() {
    return bounded(
        "SELECT state, COUNT(*), MAX(created_us) FROM notices WHERE urgent IN (FALSE, TRUE) "
        "AND created_us > (UNIX_TIMESTAMP() - 86400) * 1000000 GROUP BY state");
}

std::vector<Group> read_notices(const std::vector<db::Row>& rows) {
    return by_state(kNoticeStates, rows);
}

// A trading day has one of `exits` for each slice: by its time, because the table has no index by
// day and yesterday's rows are few.
std::string own_orders_sql() {
    return bounded(
        "SELECT state, COUNT(*), MAX(planned_us) FROM exits "
        "WHERE planned_us > (UNIX_TIMESTAMP() - 86400) * 1000000 GROUP BY state");
}

std::vector<Group> read_own_orders(const std::vector<db::Row>& rows) {
    return by_state(kOwnOrderStates, rows);
}

std::string open_commands_sql() {
    const std::string open{kOpenCommands};
    return bounded(
               "SELECT COUNT(*), COALESCE(MIN(accepted_us), 0), COALESCE((SELECT id FROM commands "
               "WHERE ") +
           open + " ORDER BY accepted_us, id LIMIT 1), '') FROM commands WHERE " + open;
}

std::string waiting_rows_sql() {
    return bounded(
               "SELECT r.reason, COUNT(*) AS many, 0 FROM commands JOIN command_rows r "
               "ON r.command_id = id WHERE r.state = 'waiting' AND r.reason <> '' AND ") +
           std::string{kOpenCommands} + " GROUP BY r.reason ORDER BY many DESC, r.reason LIMIT " +
           std::to_string(kGroupsMax);
}

OpenCommands read_open_commands(const std::vector<db::Row>& counted,
                                const std::vector<db::Row>& waiting, int64_t now_us) {
    OpenCommands open;
    for (const db::Row& row : counted) {
        db::Columns columns{row};
        open.count = columns.integer();
        const int64_t since_us = columns.integer();
        if (since_us != 0) open.oldest_us = std::max<int64_t>(now_us - since_us, 0);
        open.oldest_id = columns.text();
    }
    for (const db::Row& row : waiting) open.waiting.push_back(read_group(row));
    return open;
}

std::string doubts_sql() { return bounded(exits::select_doubts_by_session()); }

Doubts read_doubts(const std::vector<db::Row>& rows, int64_t now_us) {
    Doubts doubts;
    for (const db::Row& row : rows) {
        db::Columns columns{row};
        const std::string session = columns.text();
        for (auto* sessions : {&doubts.contradicted, &doubts.unanswered}) {
            InDoubt one{.session = session, .orders = columns.integer()};
            one.oldest_us = std::max<int64_t>(now_us - columns.integer(), 0);
            if (one.orders > 0) sessions->push_back(std::move(one));
        }
    }
    return doubts;
}

std::string server_sql() {
    return bounded(
        "SELECT VERSION(), (SELECT CAST(VARIABLE_VALUE AS INTEGER) FROM "
        "information_schema.GLOBAL_STATUS WHERE VARIABLE_NAME = 'UPTIME'), "
        "(SELECT CAST(VARIABLE_VALUE AS INTEGER) FROM information_schema.GLOBAL_STATUS "
        "WHERE VARIABLE_NAME = 'THREADS_CONNECTED'), "
        "CAST(UNIX_TIMESTAMP(NOW(6)) * 1000000 AS SIGNED)");
}

Database read_server(const std::vector<db::Row>& rows, int64_t asked_us, int64_t answered_us) {
    const int64_t ours_us = asked_us + (answered_us - asked_us) / 2;
    Database database;
    for (const db::Row& row : rows) {
        db::Columns columns{row};
        database = {.version = columns.text(),
                    .up_seconds = columns.integer(),
                    .connections = columns.integer(),
                    .clock_ahead_us = columns.integer() - ours_us};
    }
    return database;
}

}  // namespace overview
