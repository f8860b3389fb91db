#include <doctest/doctest.h>

#include "test/unit/gateway/play.h"
#include "test/unit/seed.h"

TEST_CASE(
    "gateway/desk: at most once on the wire, and every row comes to an end, whatever happens") {
    size_t sent = 0;
    size_t lost = 0;
    size_t crashes = 0;
    for (auto [seed, last] = seeds(400); seed <= last; ++seed) {
        CAPTURE(seed);
        Play play{seed, seed % 4 != 0};
        for (int step = 0; step < 1'000; ++step) play.step();
        play.quiesce();
        for (const std::string& wrong : play.judge()) FAIL_CHECK(wrong);
        sent += play.sent();
        lost += play.lost();
        crashes += play.crashes();
    }
    // The play must have been worth watching.
    if (seeds(400).last == 400) {
        CHECK(sent > 4'000);
        CHECK(lost > 100);
        CHECK(crashes > 400);
    }
    MESSAGE("sent " << sent << ", of these lost on the wire " << lost << ", crashes " << crashes);
}
