#include "common/base/backoff.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <cstdint>

using base::Backoff;

namespace {

// The largest wait of the next try: the random number one below the ceiling picks it.
int64_t longest_wait_ms(Backoff& backoff, int64_t ceiling_ms) {
    return backoff.next_ms(static_cast<uint64_t>(ceiling_ms - 1));
}

}  // namespace

TEST_CASE("base/backoff: the longest wait doubles with every try") {
    Backoff backoff{200, 10'000};
    for (const int64_t ceiling_ms : {200, 400, 800, 1600, 3200, 6400}) {
        CHECK(longest_wait_ms(backoff, ceiling_ms) == ceiling_ms);
    }
}

TEST_CASE("base/backoff: no wait is longer than the limit, after any number of tries") {
    Backoff backoff{200, 10'000};
    int64_t longest = 0;
    for (uint64_t i = 0; i < 20'000; ++i) longest = std::max(longest, backoff.next_ms(i));
    CHECK(longest == 10'000);
}

TEST_CASE("base/backoff: waits at least one millisecond") {
    Backoff backoff{200, 10'000};
    CHECK(backoff.next_ms(0) == 1);
    CHECK(backoff.next_ms(0) == 1);
    Backoff zero{0, 0};
    CHECK(zero.next_ms(UINT64_MAX) == 1);
}

TEST_CASE("base/backoff: a success starts over") {
    Backoff backoff{200, 10'000};
    for (uint64_t i = 0; i < 5; ++i) (void)backoff.next_ms(i);
    CHECK(backoff.tries() == 5);
    backoff.reset();
    CHECK(backoff.tries() == 0);
    CHECK(longest_wait_ms(backoff, 200) == 200);
}
