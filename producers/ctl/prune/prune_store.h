#pragma once

#include <array>
#include <functional>
#include <optional>

#include "common/db/session.h"
#include "producers/ctl/prune/prune_plan.h"

namespace ctl {

// Rows of each of kPrunedTables, and whether the limit has left some.
struct Pruned {
    std::array<int64_t, kPrunedTables.size()> rows{};
    bool more = false;
    [[nodiscard]] int64_t all() const;
};

// All but the time.
base::Result<PruneFacts> read_prune_facts(db::Session& session);

// How many rows the plan means, at most `limit` and one more.
base::Result<Pruned> count_pieces(db::Session& session, const PrunePlan& plan, int64_t limit);

// Deletes them, at most `limit`; `between` is called after each transaction with what is deleted by
// then. An error leaves what is deleted deleted.
base::Result<Pruned> delete_pieces(db::Session& session, const PrunePlan& plan, int64_t limit,
                                   const std::function<void(const Pruned&)>& between);

}  // namespace ctl
