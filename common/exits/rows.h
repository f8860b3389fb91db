#pragma once

#include <string>
#include <vector>

#include "common/db/columns.h"
#include "common/exits/exit.h"

namespace exits {

// Reads rows of `exits`. Pure: rows in, text out. Source of the table:
// schemas/sql/0004_squareoff.sql, 0014_money.sql, 0019_lives.sql,
// 0023_resolved.sql.

// The columns that `read` takes, of the rows that `where` (" WHERE …") names.
std::string select(const std::string& where);
Exit read(db::Columns& columns);

// Of one session: these rows; of whatever day all that are to be sent, or out and not in the books,
// oldest first.
std::string select_rows(const std::string& session, const std::vector<std::string>& ids);
std::string select_open(const std::string& session, size_t limit);
// How many rows of the session are in doubt, and since when the oldest: in one row.
std::string select_doubts(const std::string& session);
// Sent, or marked to be, and without an answer for so long: a row is unanswered.
inline constexpr int64_t kUnansweredUs = 5'000'000;
// Contradicted or unanswered: what the statements below count, of a row that is read already.
bool is_in_doubt(const Exit& row, int64_t now_us);
// Every session that has rows which were sent, or are about to be: session; rows in doubt, since
// when the oldest (0: none); unanswered ones, since when the oldest; and all that are not in the
// books yet and not in doubt, the unanswered among them.
std::string select_doubts_by_session();

// Rows of these sessions in doubt, contradicted and unanswered ones: the same
// that are counted above. Oldest first.
std::string select_in_doubt(const std::vector<std::string>& sessions, size_t limit);

// Of these rows of the session: id, state and sender.
std::string select_marks(const std::string& session, const std::vector<std::string>& ids);

// Of these rows: account, id, reason and state.
std::string select_ends(const std::vector<std::string>& ids);
// Accounts of all rows of the session that the gateway has ended and the square-off has not taken
// in; of a partition's rows that have no end.
std::string select_ended_accounts(const std::string& session);
std::string select_accounts_with_open(const std::vector<std::string>& sessions, int32_t partition,
                                      int32_t partitions);
// Of these accounts: rows of other days than this one that have no end.
std::string select_open_elsewhere(const std::vector<std::string>& accounts, uint32_t day);
// How many of these rows have no end now, whatever the transaction has read before.
std::string count_open(const std::vector<std::string>& ids);

// A condition on `orders`: those that these cancels aim at.
std::string is_target(const std::vector<const Exit*>& cancels);
// Which of these exits stand in the books, of whatever day: no two orders of ours have one id. Of
// which of these cancels the order has ended there, on their day or a later one.
std::string select_known_orders(const std::vector<std::string>& ids);
std::string select_ended_targets(const std::vector<std::string>& ids);

}  // namespace exits
