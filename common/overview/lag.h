#pragma once

#include <cstdint>
#include <optional>

#include "common/overview/overview.h"
#include "common/verdict/verdict.h"

namespace overview {

inline constexpr int64_t kUsIn1000S = 1'000'000'000;  // rates are told for 1000 s

// What is known of a partition's queue and books at one moment. Times are ages, in microseconds.
struct Standing {
    bool paused = false;                   // an operator has paused it; not: it catches up
    std::optional<int64_t> waiting = {};   // messages in its queue; absent: not counted
    int64_t out_per_1000_s = 0;            // taken out of it
    std::optional<int64_t> empty_us = {};  // since an earlier reading has seen it empty
    std::optional<int64_t> seen_us = {};   // since an earlier reading has first seen it so
    std::optional<int64_t> moved_us = {};  // since a watermark of the partition has moved
    // Of the record; absent: it was not read, and the queue alone tells.
    std::optional<verdict::Partition> books = {};
};

// How far the books are behind. By the record: 0 where they lack nothing of it and nothing waits;
// for how long they have lacked it (verdict::behind_us), or how long what waits takes at the
// present pace, whichever is longer. What waits and is not in the record (events without numbers, a
// record that stands still) is as old as it has been seen, not as old as the watermark. Absent
// while the partition is paused, and where nothing is known yet. Pure.
std::optional<int64_t> lag_us(const Standing& standing);

}  // namespace overview
