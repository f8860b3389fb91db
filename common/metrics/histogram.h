#pragma once

#include <atomic>
#include <cstdint>
#include <memory>
#include <vector>

#include "common/metrics/buckets.h"

namespace metrics {

// Counts values in fine buckets. Recording is two relaxed atomic additions: a few nanoseconds,
// lock-free, any thread. Belongs to its Registry, or stands alone in a test.
class Histogram {
  public:
    // What was counted up to one moment; concurrent recording may miss it, but never tears it.
    struct Snapshot {
        struct Bucket {
            int64_t upper = 0;       // inclusive, in the unit of `record`
            int64_t cumulative = 0;  // values at most `upper`
        };
        // Ascending. A bucket is here when it or its upper neighbour has counted anything, so that
        // every counted bucket stands with both its edges. Counts never fall: a bucket once here
        // stays here.
        std::vector<Bucket> buckets;
        int64_t count = 0;  // with those above the highest bucket
        int64_t sum = 0;
    };

    explicit Histogram(Buckets buckets);

    void record(int64_t value) { record_many(value, 1); }
    void record_us(int64_t us) { record_many(us, 1); }
    // `count` values that are all alike, e.g. the events of one batch. Values below 0 count as 0.
    void record_many(int64_t value, int64_t count);

    [[nodiscard]] Snapshot snapshot() const;
    [[nodiscard]] const Buckets& buckets() const { return buckets_; }

  private:
    const Buckets buckets_;
    std::unique_ptr<std::atomic<int64_t>[]> counts_;  // one for each bucket, one above all
    std::atomic<int64_t> sum_{0};
};

}  // namespace metrics
