#include "consumers/notifier/rate_limit.h"

#include <doctest/doctest.h>

namespace {

using notifier::TokenBucket;

constexpr int64_t kSecond = 1'000'000;
constexpr base::MonoTime kStart{50 * kSecond};

// How many go at this moment.
int taken(TokenBucket& bucket, base::MonoTime now) {
    int count = 0;
    for (; bucket.wait_us(now) == 0; ++count) bucket.take();
    return count;
}

}  // namespace

TEST_CASE("notifier/rate: the burst at once, then the rate") {
    TokenBucket bucket{{.count = 4, .period_us = kSecond, .burst = 3}};
    CHECK_EQ(taken(bucket, kStart), 3);
    CHECK_EQ(bucket.wait_us(kStart), 250'000);
    CHECK_EQ(taken(bucket, kStart + 249'999), 0);
    CHECK_EQ(taken(bucket, kStart + 250'000), 1);
    CHECK_EQ(taken(bucket, kStart + 100 * kSecond), 3);  // a pause saves up no more than the burst
}

TEST_CASE("notifier/rate: no fraction is lost over an hour of looks at odd moments") {
    TokenBucket bucket{{.count = 7, .period_us = 60 * kSecond, .burst = 2}};
    int count = 0;
    for (int64_t us = 0; us <= 3'600 * kSecond; us += 77'777) count += taken(bucket, kStart + us);
    CHECK_GE(count, 7 * 60 - 2);
    CHECK_LE(count, 7 * 60 + 1);
}

TEST_CASE("notifier/rate: time that stands still gives nothing") {
    TokenBucket bucket{{.count = 1, .period_us = kSecond, .burst = 1}};
    CHECK_EQ(taken(bucket, kStart), 1);
    CHECK_EQ(taken(bucket, kStart), 0);
    CHECK_EQ(taken(bucket, base::MonoTime{0}), 0);
}

TEST_CASE("notifier/rate: what is taken before its time is waited for") {
    TokenBucket bucket{{.count = 1, .period_us = kSecond, .burst = 1}};
    for (int64_t n = 0; n < 4; ++n) {
        CHECK_EQ(bucket.wait_us(kStart), n * kSecond);
        bucket.take();
    }
    CHECK_EQ(bucket.owed(kStart, 0), 3);
    CHECK_EQ(bucket.owed(kStart, kSecond), 2);
    CHECK_EQ(bucket.owed(kStart + 2 * kSecond + 1, 0), 1);
    CHECK_EQ(bucket.owed(kStart + 3 * kSecond, 0), 0);
    CHECK_EQ(bucket.wait_us(kStart + 3 * kSecond), kSecond);
    CHECK_FALSE(bucket.full(kStart + (4 * kSecond - 1)));
    CHECK(bucket.full(kStart + 4 * kSecond));
}

TEST_CASE("notifier/rate: in words") {
    CHECK_EQ(notifier::text_of({.count = 10, .period_us = 60'000'000}), "10 a minute");
    CHECK_EQ(notifier::text_of({.count = 100, .period_us = 1'000'000}), "100 a second");
    CHECK_EQ(notifier::text_of({.count = 3, .period_us = 5'000'000}), "3 in 5 s");
}
