#include "common/metrics/histogram.h"

#include <algorithm>

namespace metrics {

Histogram::Histogram(Buckets buckets)
    : buckets_{buckets}, counts_{std::make_unique<std::atomic<int64_t>[]>(buckets.size() + 1)} {}

void Histogram::record_many(int64_t value, int64_t count) {
    if (count <= 0) return;
    const int64_t counted = std::max<int64_t>(value, 0);
    counts_[buckets_.index(counted)].fetch_add(count, std::memory_order_relaxed);
    sum_.fetch_add(counted * count, std::memory_order_relaxed);
}

Histogram::Snapshot Histogram::snapshot() const {
    Snapshot taken;
    const auto count_of = [this](size_t index) {
        return counts_[index].load(std::memory_order_relaxed);
    };
    int64_t current = count_of(0);
    for (size_t index = 0; index < buckets_.size(); ++index) {
        const int64_t next = count_of(index + 1);
        taken.count += current;
        if (current > 0 || next > 0) taken.buckets.push_back({buckets_.upper(index), taken.count});
        current = next;
    }
    taken.count += current;
    taken.sum = sum_.load(std::memory_order_relaxed);
    return taken;
}

}  // namespace metrics
