#pragma once

#include "producers/replay/live_books.h"
#include "producers/replay/report.h"
#include "producers/replay/shadow.h"

namespace replay {

// Compares the live books with the shadow's, table by table: first checksums of buckets of rows,
// then the rows of the buckets that differ. `left_ids`: events without a number (`source\nid`) that
// the journal held long before the moment of the comparison and the live books did not know. Adds
// to the report's differences, at most kDifferencesMax.
base::Status compare_books(LiveBooks& live, Shadow& shadow, const Scope& scope,
                           const std::vector<std::string>& left_ids, Report& report);

inline constexpr size_t kDifferencesMax = 1'000;

}  // namespace replay
