#pragma once

#include <string>
#include <vector>

#include "common/base/result.h"
#include "common/db/session.h"
#include "common/notices/notice.h"

namespace notices {

// The rows as `waiting`; a row whose id is there already stays as it is, whatever its state.
// Pure. Views of both arguments: they must outlive it. `fields`: json_of each notice's, in order.
db::Rows rows_of(const std::vector<Notice>& notices, const std::vector<std::string>& fields);

// Writes them inside the transaction that the session is in, in bulk: they come to be with what
// caused them or not at all. Invalid, and nothing written, where problem_of finds something.
[[nodiscard]] base::Status insert(db::Session& session, const std::vector<Notice>& notices);

}  // namespace notices
