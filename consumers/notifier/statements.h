#pragma once

#include <string>
#include <vector>

#include "common/db/session.h"
#include "consumers/notifier/notice.h"

namespace notifier {

// The SQL of the table `notices` as the notifier reads and writes it. Pure: values in, text out.

std::string select_notices(const std::vector<std::string>& ids);
Notice notice_of(const db::Row& row);  // in the order of its columns

// id, state, attempts of these rows, which stay locked until the transaction ends.
std::string lock_notices(const std::vector<std::string>& ids);

// Writes one change to rows that are locked and stand as `change` expects. Its own id is not read.
std::string update_notices(const std::vector<std::string>& ids, const Change& change,
                           int64_t now_us);

}  // namespace notifier
