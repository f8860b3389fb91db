#include "common/metrics/buckets.h"

#include <bit>

#include "common/base/must.h"

namespace metrics {
namespace {

constexpr uint64_t kPartsBits = 5;
constexpr uint64_t kParts = 1u << kPartsBits;  // of every doubling

// The number of the bucket that `value` would have if there were no first and last. Buckets are
// (lower, upper], as Prometheus counts them, so the arithmetic goes over value - 1.
size_t raw_index(uint64_t value) {
    const uint64_t below = value - 1;
    if (below < kParts) return below;
    const auto shift = static_cast<uint64_t>(std::bit_width(below)) - 1 - kPartsBits;
    return shift * kParts + (below >> shift);
}

uint64_t raw_upper(uint64_t index) {
    if (index < 2 * kParts) return index + 1;
    const uint64_t shift = index / kParts - 1;
    return ((index % kParts + kParts + 1) << shift);
}

}  // namespace

Buckets::Buckets(int64_t first, int64_t last)
    : first_{first},
      last_{last},
      offset_{raw_index(static_cast<uint64_t>(first))},
      size_{raw_index(static_cast<uint64_t>(last)) - offset_ + 1} {
    base::must(first >= 1 && first < last);
}

size_t Buckets::index(int64_t value) const {
    if (value <= first_) return 0;
    if (value > last_) return size_;
    return raw_index(static_cast<uint64_t>(value)) - offset_;
}

int64_t Buckets::upper(size_t index) const {
    const auto edge = static_cast<int64_t>(raw_upper(offset_ + index));
    // The outermost buckets end where the range ends.
    if (index == 0) return first_;
    return edge < last_ ? edge : last_;
}

}  // namespace metrics
