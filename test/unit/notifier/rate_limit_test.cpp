#include "consumers/notifier/rate_limit.h"

#include <doctest/doctest.h>

namespace {

using notifier::RecipientLimits;
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

TEST_CASE("notifier/rate: recipients have a limit each") {
    RecipientLimits limits{{.count = 2, .period_us = 60 * kSecond, .burst = 2}, 100};
    limits.take("a", kStart);
    limits.take("a", kStart);
    CHECK_EQ(limits.wait_us("a", kStart), 30 * kSecond);
    CHECK_EQ(limits.wait_us("b", kStart), 0);
    CHECK_EQ(limits.wait_us("a", kStart + 30 * kSecond), 0);
}

TEST_CASE("notifier/rate: a bucket that is full again is forgotten, and there is a most of them") {
    RecipientLimits limits{{.count = 1, .period_us = kSecond, .burst = 1}, 3};
    for (const char* one : {"a", "b", "c"}) limits.take(one, kStart);
    limits.take("d", kStart + 2 * kSecond);
    CHECK_EQ(limits.size(), 1);
    for (const char* one : {"e", "f", "g", "h"}) limits.take(one, kStart + 2 * kSecond);
    CHECK_EQ(limits.size(), 3);
    CHECK_GT(limits.wait_us("h", kStart + 2 * kSecond), 0);
}
