#pragma once

#include <string>
#include <vector>

#include "common/db/rows.h"
#include "consumers/squareoff/command_state.h"

namespace squareoff {

// The SQL of commands; that of `exits` is in common/exits. Pure: rows in, text out. Source of the
// tables: schemas/sql/0004_squareoff.sql.

std::string select_commands(const std::vector<std::string>& ids);
// Through which gateway session an exchange is reached, for who asks the tables.
std::string note_route(events::Exchange exchange, const std::string& session);
std::string select_open_accounts(int32_t partition, uint32_t day);
std::string select_open_commands(const std::vector<std::string>& accounts, uint32_t day);
std::string select_rows(const std::vector<std::string>& command_ids);

// A new command: an id that is there already, of another partition's account, is an error.
db::Rows insert_commands(const std::vector<const CommandState*>& commands, int32_t partition);
// Inserts, or brings up to date.
db::Rows upsert_commands(const std::vector<const CommandState*>& commands, int32_t partition);
db::Rows upsert_rows(const std::vector<const CommandState*>& commands);

// Accounts with commands that go on from other days than this one: (day, account), behind that one.
std::string select_left_open(int32_t partition, uint32_t day, uint32_t after_day,
                             const std::string& after_account, size_t accounts_max);

// Of a day that is over: commands whose instruction nobody can read, and so nobody can end
// otherwise.
std::vector<std::string> end_illegible(const std::vector<std::string>& ids, int64_t now_us);

// A command of which no more than its id may be legible, refused with that reason. `body`: ASCII.
std::string insert_refused(const events::Command& command, int32_t partition,
                           const std::string& body, const std::string& reason, int64_t now_us);
// What stands under this id: (body).
std::string select_body(const std::string& command_id);

// A command under an id that stands for another instruction: `field` says where they differ.
std::string insert_conflict(const events::Command& command, const std::string& body,
                            const std::string& field, int64_t now_us);

}  // namespace squareoff
