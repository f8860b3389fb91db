#pragma once

#include "producers/replay/live_books.h"
#include "producers/replay/report.h"
#include "producers/replay/shadow.h"

namespace replay {

// Compares the live books with the shadow's, table by table: first checksums of buckets of rows,
// then the rows of the buckets that differ. Adds to the report's differences, and stops with the
// first bucket behind kDifferencesMax of them.
base::Status compare_books(LiveBooks& live, Shadow& shadow, const Scope& scope, Report& report);

// What could not be read has no place in a stream: it stands in the shadow because it stands in the
// record, and may have come into the live books a moment after the comparison's. Takes such ones
// out of the differences. `now`: the live books at the present.
base::Status forget_late_parked(LiveBooks& now, Report& report);

inline constexpr size_t kDifferencesMax = 1'000;

}  // namespace replay
