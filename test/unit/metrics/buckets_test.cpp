#include "common/metrics/buckets.h"

#include <doctest/doctest.h>

#include <cstdint>

using metrics::Buckets;

namespace {

// The first bucket that does not hold what it should, or -1.
int64_t first_wrong(const Buckets& buckets, int64_t first) {
    for (size_t i = 0; i < buckets.size(); ++i) {
        const int64_t upper = buckets.upper(i);
        const int64_t lower = i == 0 ? 0 : buckets.upper(i - 1) + 1;
        if (lower > upper || buckets.index(upper) != i || buckets.index(lower) != i)
            return static_cast<int64_t>(i);
        if (i > 0 && upper - lower + 1 > 1 && (upper - lower + 1) * 32 > upper)
            return static_cast<int64_t>(i);
    }
    return buckets.upper(0) == first ? -1 : 0;
}

}  // namespace

TEST_CASE("metrics/buckets: durations reach from 50 us to 60 s without gap, at most 1/32 wide") {
    const Buckets buckets = Buckets::durations();
    CHECK(first_wrong(buckets, 50) == -1);
    CHECK(buckets.upper(buckets.size() - 1) == 60'000'000);
    CHECK(buckets.size() < 700);
}

TEST_CASE("metrics/buckets: sizes reach from 1 to 10,000 without gap") {
    const Buckets buckets = Buckets::sizes();
    CHECK(first_wrong(buckets, 1) == -1);
    CHECK(buckets.upper(buckets.size() - 1) == 10'000);
}

TEST_CASE("metrics/buckets: small sizes have a bucket each") {
    const Buckets buckets = Buckets::sizes();
    for (int64_t value = 1; value <= 64; ++value)
        CHECK(buckets.upper(buckets.index(value)) == value);
}

TEST_CASE("metrics/buckets: below the range is the lowest, above it is none") {
    const Buckets buckets = Buckets::durations();
    CHECK(buckets.index(0) == 0);
    CHECK(buckets.index(-1) == 0);
    CHECK(buckets.index(50) == 0);
    CHECK(buckets.index(51) == 1);
    CHECK(buckets.index(60'000'000) == buckets.size() - 1);
    CHECK(buckets.index(60'000'001) == buckets.size());
    CHECK(buckets.index(INT64_MAX) == buckets.size());
}
