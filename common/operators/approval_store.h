#pragma once

#include <optional>
#include <vector>

#include "common/base/result.h"
#include "common/db/session.h"
#include "common/operators/approval.h"

namespace operators {

// The table `approvals`. All of it is part of the caller's transaction, with rows in `audit`, and
// blocks.

// A waiting one, or with `alone` one that is approved. Returns its id. Invalid: `what` or `shown`
// is too long.
base::Result<int64_t> insert_approval(db::Session& session, const Act& act, const audit::Person& me,
                                      bool alone, int64_t now_us);

// Locks the row. Invalid: there is none.
base::Result<Approval> lock_approval(db::Session& session, int64_t id);

// The newest open one of the same act, locked.
base::Result<std::optional<Approval>> lock_open(db::Session& session, const Act& act,
                                                int64_t now_us);

// The open ones that contradict it, oldest first.
base::Result<std::vector<Approval>> open_rivals(db::Session& session, const Act& act,
                                                int64_t now_us);

// The newest of the same act that was refused within the hour.
base::Result<std::optional<Approval>> lately_refused(db::Session& session, const Act& act,
                                                     int64_t now_us);

struct Deciding {
    Decision decision{};
    audit::Person me;
    bool alone = false;    // one person is enough, so who asked may decide it
    std::string why = {};  // for who asked
};
// Asks `problem_of` and writes the decision; what is decided so already stays as it is. Invalid:
// the rule refuses it.
base::Result<Approval> decide(db::Session& session, int64_t id, const Deciding& made,
                              int64_t now_us);

// Newest first; at most `limit`.
base::Result<std::vector<Approval>> list_approvals(db::Session& session, int64_t limit);

}  // namespace operators
