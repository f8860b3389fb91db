#include "producers/feed/hole_watch.h"

#include <doctest/doctest.h>

using feed::HoleWatch;

namespace {

constexpr int64_t kSecond = 1'000'000;
constexpr int64_t kPatience = 20 * kSecond;

base::MonoTime at(int64_t seconds) { return {seconds * kSecond}; }

}  // namespace

TEST_CASE("feed/hole_watch: a hole that nothing fills is told, over a logon that asks again") {
    HoleWatch watch;
    watch.look(at(0), 10, 9, 0);
    watch.look(at(100), 10, 9, 0);  // silence is no hole
    CHECK_FALSE(watch.open_for(kPatience));
    watch.look(at(101), 10, 12, 0);
    watch.look(at(110), 9, 13, 0);  // a new logon, which asks for the message before once more
    watch.look(at(115), 10, 14, 0);
    CHECK_FALSE(watch.open_for(kPatience));
    watch.look(at(121), 9, 15, 0);
    REQUIRE(watch.open_for(kPatience));
    CHECK(watch.open_for(kPatience)->first == 10);
    CHECK(watch.open_for(kPatience)->last == 15);
    watch.look(at(122), 16, 15, 0);
    CHECK_FALSE(watch.open_for(kPatience));
}

TEST_CASE("feed/hole_watch: a resend that goes on is no hole, nor are numbers that begin anew") {
    HoleWatch watch;
    for (int64_t second = 0; second < 100; ++second) watch.look(at(second), second, 1000, 0);
    CHECK_FALSE(watch.open_for(kPatience));
    watch.look(at(115), 99, 1000, 0);
    watch.look(at(116), 1, 0, 1);
    watch.look(at(130), 3, 2, 1);
    CHECK_FALSE(watch.open_for(kPatience));
}

TEST_CASE("feed/hole_watch: while we take nothing, nobody fails to send") {
    HoleWatch watch;
    watch.look(at(0), 10, 9, 0);
    for (int64_t second = 1; second < 100; ++second) watch.look(at(second), 10, 50, 0, true);
    CHECK_FALSE(watch.open_for(kPatience));
    watch.look(at(118), 10, 50, 0);
    CHECK_FALSE(watch.open_for(kPatience));
    watch.look(at(119), 10, 50, 0);
    CHECK(watch.open_for(kPatience));
}
