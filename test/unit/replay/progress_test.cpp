#include "producers/replay/progress.h"

#include <doctest/doctest.h>

using replay::progress_text;

TEST_CASE("progress: a bar with the rate and the time that is left") {
    CHECK(progress_text(49, 0, 99, 1000, 2'000'000) ==
          "[###############...............] 50% 1000 events, 500/s, 2 s left");
    CHECK(progress_text(99, 0, 99, 1000, 2'000'000) ==
          "[##############################] 100% 1000 events, 500/s, 0 s left");
    CHECK(progress_text(149, 100, 199, 10, 1'000'000) ==
          "[###############...............] 50% 10 events, 10/s, 1 s left");
}

TEST_CASE("progress: without an end there is no bar, and nothing divides by zero") {
    CHECK(progress_text(5, 0, {}, 10, 1'000'000) == "10 events, 10/s");
    CHECK(progress_text(0, 0, 0, 0, 0) ==
          "[##############################] 100% 0 events, 0/s, 0 s left");
}
