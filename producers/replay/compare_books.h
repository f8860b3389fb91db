#pragma once

#include "producers/replay/live_books.h"
#include "producers/replay/report.h"
#include "producers/replay/shadow.h"

namespace replay {

// Compares the live books with the shadow's, table by table: first checksums of buckets of rows,
// then the rows of the buckets that differ. Adds to the report's differences, and stops with the
// first bucket behind kDifferencesMax of them.
base::Status compare_books(LiveBooks& live, Shadow& shadow, const Scope& scope, Report& report);

// What has no place in a stream stands in the shadow because it stands in the record, and may have
// come into the live books a moment after the comparison's: parked rows that are missing are looked
// for again, by their digests, whatever day they are filed under. `now`: the live books at the
// present.
base::Status look_for_parked(LiveBooks& now, Shadow& shadow, Report& report);

// What could not be read has no trading day. The record of the day tells which such rows the live
// books must have; others are of other days.
base::Status compare_unread(LiveBooks& now, Shadow& shadow, const Scope& scope, Report& report);

// Whether one side has any row in the scope.
base::Result<bool> knows_any(LiveBooks& live, Shadow& shadow, const Scope& scope);

inline constexpr size_t kDifferencesMax = 1'000;

}  // namespace replay
