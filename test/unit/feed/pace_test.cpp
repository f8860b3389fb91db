#include "producers/feed/pace.h"

#include <doctest/doctest.h>

using base::WallTime;
using feed::Pace;

TEST_CASE("feed/pace: as text, max or a whole multiple") {
    CHECK(Pace::parse("max")->unlimited());
    CHECK_FALSE(Pace::parse("1")->unlimited());
    CHECK(Pace::parse("1000000").has_value());
    for (const char* wrong :
         {"", "0", "-1", "1.5", "1x", "Max", "1000001", " 1", "99999999999999999999"}) {
        CHECK_FALSE(Pace::parse(wrong).has_value());
    }
}

TEST_CASE("feed/pace: a multiple of real time counts from the run's first record") {
    Pace real = *Pace::parse("1");
    CHECK(real.due({1000}, 0, 5'000'000).us == 1000);
    CHECK(real.due({1000}, 1, 5'000'600).us == 1600);
    CHECK(real.due({1000}, 2, 5'000'600).us == 1600);
    Pace sixtyfold = *Pace::parse("60");
    CHECK(sixtyfold.due({0}, 0, 5'000'000).us == 0);
    CHECK(sixtyfold.due({0}, 1, 65'000'000).us == 1'000'000);
}

TEST_CASE("feed/pace: a record older than the first one is due at once, the next not later") {
    Pace real = *Pace::parse("1");
    CHECK(real.due({1000}, 0, 5'000'000).us == 1000);
    CHECK(real.due({1000}, 1, 4'999'999).us < 1000);
    CHECK(real.due({1000}, 2, 5'000'001).us == 1001);
}

TEST_CASE("feed/pace: a rate spreads records evenly and does not drift") {
    Pace rate = Pace::events_per_second(3);
    CHECK(rate.due({0}, 0, 77).us == 0);
    CHECK(rate.due({0}, 1, 77).us == 333'333);
    CHECK(rate.due({0}, 3, 77).us == 1'000'000);
    CHECK(rate.due({0}, 3'000'000, 77).us == 1'000'000'000'000);
}

TEST_CASE("feed/pace: the fastest is always due") {
    CHECK(Pace::fastest().unlimited());
    CHECK(Pace::fastest().due({1000}, 9, 7).us == 1000);
}
