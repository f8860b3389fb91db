#include "producers/replay/bounds.h"

#include <doctest/doctest.h>

using replay::behind;
using replay::Bounds;
using replay::holes_of;
using replay::Marks;

TEST_CASE("bounds: a stream goes to its live watermark, an unknown one not at all") {
    Bounds bounds;
    CHECK(bounds.of(0, "a") == INT64_MAX);
    bounds.marks = Marks{{{0, "a"}, 7}};
    CHECK(bounds.of(0, "a") == 7);
    CHECK(bounds.of(1, "a") == 0);
    CHECK(bounds.of(0, "b") == 0);
}

TEST_CASE("bounds: behind while any stream is") {
    const Marks wanted{{{0, "a"}, 7}, {{1, "a"}, 3}};
    CHECK(behind({}, wanted));
    CHECK(behind({{{0, "a"}, 7}}, wanted));
    CHECK(behind({{{0, "a"}, 7}, {{1, "a"}, 2}}, wanted));
    CHECK_FALSE(behind({{{0, "a"}, 8}, {{1, "a"}, 3}}, wanted));
    CHECK_FALSE(behind({{{0, "a"}, 8}}, {}));
}

TEST_CASE("bounds: a hole tells why the record cannot be trusted") {
    const Marks wanted{{{0, "a"}, 9}, {{0, "b"}, 9}, {{0, "c"}, 9}, {{0, "d"}, 9}, {{0, "e"}, 9}};
    const Marks reached{{{0, "a"}, 9}, {{0, "c"}, 4}, {{0, "e"}, 2}};
    const auto holes =
        holes_of(reached, wanted, {{{0, "d"}, books::Gap{1, 4}}, {{0, "e"}, books::Gap{3, 3}}});
    REQUIRE(holes.size() == 4);
    CHECK(holes[0].reason == "the record begins in the middle of this stream");
    CHECK(holes[0].last_missing == 4);
    CHECK(holes[1].reason == "the record lacks a part of this stream");
    CHECK(holes[2].reason == "the record holds nothing of this stream");
    CHECK(holes[2].stream.source == "b");
    CHECK(holes[3].reason == "the record ends before the live books do");
    CHECK(holes[3].first_missing == 5);
    CHECK(holes[3].last_missing == 9);
}
