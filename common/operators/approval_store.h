#pragma once

#include <optional>
#include <vector>

#include "common/base/result.h"
#include "common/db/session.h"
#include "common/operators/approval.h"

namespace operators {

// The table `approvals`. All of it is part of the caller's transaction, with rows in `audit`, and
// blocks.

// A waiting one, or with `alone` one that is approved. Returns its id. Invalid: `what` is too long.
base::Result<int64_t> insert_approval(db::Session& session, const Act& act, const audit::Person& me,
                                      bool alone, int64_t now_us);

// Locks the row. Invalid: there is none.
base::Result<Approval> lock_approval(db::Session& session, int64_t id);

// The newest open one of the same act, locked.
base::Result<std::optional<Approval>> lock_open(db::Session& session, const Act& act,
                                                int64_t now_us);

// Asks `problem_of` and writes the decision; what is decided so already stays as it is. `alone`:
// one person is enough, so who asked may decide it. Invalid: the rule refuses it.
base::Result<Approval> decide(db::Session& session, int64_t id, Decision decision,
                              const audit::Person& me, bool alone, int64_t now_us);

// Newest first; at most `limit`.
base::Result<std::vector<Approval>> list_approvals(db::Session& session, int64_t limit);

}  // namespace operators
