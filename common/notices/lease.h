#pragma once

#include <cstdint>

namespace notices {

// A row in `sending` belongs to the process that marked it for the notifier's `lease_ms`, which is
// at most this. One sending takes at most a third of it, and a row that pauses between two of them
// is `queued`: one that is older than this in `sending` has nobody at work on it.
inline constexpr int64_t kLeaseMaxMs = 600'000;

}  // namespace notices
