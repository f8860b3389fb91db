#pragma once

#include <cstddef>
#include <cstdint>

namespace metrics {

// Log-linear buckets over integers: every doubling is cut into 32 equal parts, so a bucket is at
// most 1/32 (3.1 %) of its value wide, or 1 where that is less. Finding the bucket is a count of
// leading zeros and a shift. Pure.
class Buckets {
  public:
    // Values up to `first` share the lowest bucket; values above `last` belong to no bucket. 1 <=
    // first < last.
    Buckets(int64_t first, int64_t last);

    static Buckets durations() { return {50, 60'000'000}; }  // 50 us to 60 s, in microseconds
    static Buckets sizes() { return {1, 10'000}; }

    [[nodiscard]] size_t size() const { return size_; }
    // The bucket of `value`, or `size()` when it is above `last`.
    [[nodiscard]] size_t index(int64_t value) const;
    // The largest value that belongs to the bucket.
    [[nodiscard]] int64_t upper(size_t index) const;

  private:
    int64_t first_;
    int64_t last_;
    size_t offset_;
    size_t size_;
};

}  // namespace metrics
