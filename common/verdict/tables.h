#pragma once

#include <string>
#include <string_view>

#include "common/db/session.h"
#include "common/verdict/verdict.h"

namespace verdict {

// What is asked of the database, and how its rows are read. Pure. Each statement ends by itself
// after half a second.

std::string moment_sql();
void read_moment(const std::vector<db::Row>& rows, Inputs& inputs);
// By partition: what its books lack of the record, and its last comparison.
std::string partitions_sql(uint32_t day);
void read_partitions(const std::vector<db::Row>& rows, Inputs& inputs);
std::string pauses_sql();  // by partition, whatever the day
void read_pauses(const std::vector<db::Row>& rows, Inputs& inputs);
std::string differing_accounts_sql(uint32_t day);
std::string parked_accounts_sql(uint32_t day);
// account, events that a person has changed and sent again: as many hold exits.
std::string edited_accounts_sql(uint32_t day);
void read_edited_accounts(const std::vector<db::Row>& rows, Inputs& inputs);
std::string nameless_parked_sql(uint32_t day);
// Of both: account, partition, rows that differ, events that are parked.
void read_accounts(const std::vector<db::Row>& rows, Inputs& inputs);
void read_nameless_parked(const std::vector<db::Row>& rows, Inputs& inputs);
std::string exchanges_sql(uint32_t day);
void read_exchanges(const std::vector<db::Row>& rows, Inputs& inputs);

std::string totals_sql();
void read_totals(const std::vector<db::Row>& rows, Inputs& inputs);

// The gateways' sessions, and which exchange each leads to.
std::string sessions_sql();
void read_sessions(const std::vector<db::Row>& rows, Inputs& inputs);
// An SQL expression: the numbers of the exchanges that no session reaches, with commas between
// them.
std::string unreached_exchanges_sql(const Limits& limits);

// An SQL condition: exits of the whole partition are held, as docs/verdict.md says. `day`: an SQL
// expression.
std::string partition_is_held_sql(int32_t partition, std::string_view day, const Limits& limits);
// An SQL condition: since this time the books lack events that the record has, whether they stand
// still or go on behind it.
std::string partition_lags_sql(int32_t partition, std::string_view day, int64_t since_us);

}  // namespace verdict
