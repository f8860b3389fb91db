#pragma once

#include <string>
#include <vector>

#include "common/db/session.h"
#include "consumers/notifier/desk.h"
#include "consumers/notifier/notice.h"

namespace notifier {

// The SQL of the table `notices` as the notifier reads and writes it. Pure: values in, text out.

std::string select_notices(const std::vector<std::string>& ids);
Notice notice_of(const db::Row& row);  // in the order of its columns

// id, state, attempts of these rows, which stay locked until the transaction ends.
std::string lock_notices(const std::vector<std::string>& ids);

// Writes changes to rows that are locked and stand as the changes expect. At least one; they differ
// in nothing but `id` and `due_us`.
std::string update_notices(const std::vector<Change>& alike, int64_t now_us);

// Which rows of a lane are found without a message, at most `most` of each kind:
struct TableLane {
    Channel channel{};
    bool urgent = false;
};
// Those whose turn has come, the earliest first.
std::string select_due(const TableLane& lane, int64_t now_us, size_t most);
// When the oldest was created of those that have failed and wait in the table; 0: there is none.
std::string select_oldest_failed(const TableLane& lane);
// Those in `queued` since before `before_us`, the oldest first: their message is lost, or waits in
// a very long queue.
std::string select_lost(const TableLane& lane, int64_t before_us, size_t most);
// Those in `sending` without a sign of life since before `before_us`. Whoever finds them gives the
// one that is at work on them after all a lease more, by `renew`.
std::string select_stalled(const TableLane& lane, int64_t before_us, size_t most);
// What holds up all of a lane; see schemas/sql/0029_reasons.sql.
std::string note_lane(const TableLane& lane, const Hold& hold, int64_t now_us);
std::string renew(const std::vector<std::string>& ids, int64_t before_us, int64_t now_us);

}  // namespace notifier
