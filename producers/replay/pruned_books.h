#pragma once

#include "common/books/pruned.h"
#include "producers/replay/live_books.h"
#include "producers/replay/report.h"
#include "producers/replay/shadow.h"

namespace replay {

// What of a table was pruned: the rows of `shadow` are those of `live` and the pruned ones. The
// keys of which that is so; of others more is missing, and their rows are compared. Pure.
books::PrunedRows explained_by_prune(const books::PrunedRows& pruned, const books::PrunedRows& live,
                                     const books::PrunedRows& shadow);

// What a comparison of the whole day, or of one account, may lack: orders without a number by
// partition, or those of the account; of one account nothing else. Pure.
books::PrunedRows pruned_of(const books::PrunedRows& pruned, const std::string& account);

// The scope without the rows that were pruned, and whatever stands beside them under their key
// (source, partition, or account): those are compared as a whole, by number and checksum, because
// the live books cannot tell one from the other any more. Tells the report what was pruned.
base::Result<Scope> scope_but_for_pruned(LiveBooks& live, Shadow& shadow, Scope scope,
                                         const books::PrunedRows& pruned, Report& report);

}  // namespace replay
