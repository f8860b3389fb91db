#pragma once

#include <string>
#include <vector>

#include "common/db/session.h"
#include "common/overview/overview.h"

namespace overview {

// What is asked of the database, and how its rows are read. Pure. Each statement ends by itself
// after half a second: a table that has grown beyond it is shown as unknown, not waited for.

struct PartitionStream {
    int64_t number = 0;  // of the partition
    Stream stream = {};
};
std::string watermarks_sql();  // of the open day, by partition and source; at most 10,000
std::vector<PartitionStream> read_watermarks(const std::vector<db::Row>& rows);

struct PartitionPause {
    int64_t number = 0;  // of the partition
    Pause pause = {};
};
std::string pauses_sql();  // by partition
std::vector<PartitionPause> read_pauses(const std::vector<db::Row>& rows);

std::string parked_total_sql();
std::string broken_glass_sql();
// Intraday positions that were open when the day before the open one ended.
std::string left_open_sql();
std::string parked_groups_sql();
Parked read_parked(const std::vector<db::Row>& total, const std::vector<db::Row>& groups);

std::string notices_sql();  // of the last 24 hours
std::vector<Group> read_notices(const std::vector<db::Row>& rows);

std::string own_orders_sql();  // orders and cancels of ours of the last 24 hours
std::vector<Group> read_own_orders(const std::vector<db::Row>& rows);

std::string open_commands_sql();  // how many, since when the oldest, its id
std::string waiting_rows_sql();
// `now_us`: wall clock.
OpenCommands read_open_commands(const std::vector<db::Row>& counted,
                                const std::vector<db::Row>& waiting, int64_t now_us);

// Of both: sessions that have any, and for how long the oldest has been in doubt.
struct Doubts {
    std::vector<InDoubt> unanswered = {};
    std::vector<InDoubt> contradicted = {};
};
std::string doubts_sql();
// `now_us`: wall clock.
Doubts read_doubts(const std::vector<db::Row>& rows, int64_t now_us);

std::string server_sql();
// `asked_us`, `answered_us`: our wall clock before and after.
Database read_server(const std::vector<db::Row>& rows, int64_t asked_us, int64_t answered_us);

}  // namespace overview
