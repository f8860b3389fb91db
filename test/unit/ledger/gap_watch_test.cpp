#include "consumers/ledger/gap_watch.h"

#include <doctest/doctest.h>

using base::MonoTime;
using ledger::Gap;
using ledger::GapWatch;
using ledger::StreamId;
using Gaps = std::map<StreamId, Gap>;

namespace {

const StreamId kA{"a", 20260803};
const StreamId kB{"b", 20260803};
const Gaps kGap{{kA, {5, 6}}};

GapWatch watch() { return GapWatch{{.alarm_us = 2000, .heal_us = 3000, .heal_again_us = 10'000}}; }

}  // namespace

TEST_CASE("ledger/gap_watch: without gaps there is nothing to do") {
    GapWatch gaps = watch();
    const auto step = gaps.look({}, {}, MonoTime{1});
    CHECK(step.alarm.empty());
    CHECK(step.heal.empty());
    CHECK(step.closed.empty());
    CHECK(step.oldest_us == 0);
}

TEST_CASE("ledger/gap_watch: an alarm when the gap is old enough, once") {
    GapWatch gaps = watch();
    CHECK(gaps.look(kGap, {}, MonoTime{100}).oldest_us == 1);  // 0 would say that there is none
    CHECK(gaps.look(kGap, {}, MonoTime{2099}).alarm.empty());
    const auto step = gaps.look(kGap, {}, MonoTime{2100});
    REQUIRE(step.alarm.size() == 1);
    CHECK(step.alarm[0].first == kA);
    CHECK(step.alarm[0].second == Gap{5, 6});
    CHECK(step.oldest_us == 2000);
    CHECK(gaps.look(kGap, {}, MonoTime{2500}).alarm.empty());
}

TEST_CASE("ledger/gap_watch: asks for the missing events, and again after a while") {
    GapWatch gaps = watch();
    CHECK(gaps.look(kGap, {}, MonoTime{0}).heal.empty());
    CHECK(gaps.look(kGap, {}, MonoTime{2999}).heal.empty());
    CHECK(gaps.look(kGap, {}, MonoTime{3000}).heal.size() == 1);
    CHECK(gaps.look(kGap, {}, MonoTime{12'999}).heal.empty());
    CHECK(gaps.look(kGap, {}, MonoTime{13'000}).heal.size() == 1);
    CHECK(gaps.look(kGap, {}, MonoTime{13'001}).heal.empty());
}

TEST_CASE("ledger/gap_watch: a gap that closes is told only if it was alarmed") {
    GapWatch quick = watch();
    (void)quick.look(kGap, {}, MonoTime{0});
    CHECK(quick.look({}, {}, MonoTime{1000}).closed.empty());
    GapWatch slow = watch();
    (void)slow.look(kGap, {}, MonoTime{0});
    (void)slow.look(kGap, {}, MonoTime{2000});
    CHECK(slow.look({}, {}, MonoTime{2001}).closed == std::vector{kA});
    CHECK(slow.look({}, {}, MonoTime{2002}).closed.empty());
}

TEST_CASE("ledger/gap_watch: another gap of the stream has an age of its own") {
    GapWatch gaps = watch();
    (void)gaps.look(kGap, {}, MonoTime{0});
    const auto step = gaps.look({{kA, {6, 6}}}, {}, MonoTime{2500});
    CHECK(step.alarm.empty());
    CHECK(step.oldest_us == 1);
    CHECK(gaps.look({{kA, {6, 6}}}, {}, MonoTime{4500}).alarm.size() == 1);
}

TEST_CASE("ledger/gap_watch: streams are watched apart, the oldest gap gives the age") {
    GapWatch gaps = watch();
    (void)gaps.look(kGap, {}, MonoTime{0});
    (void)gaps.look({{kA, {5, 6}}, {kB, {1, 9}}}, {}, MonoTime{1500});
    const auto step = gaps.look({{kA, {5, 6}}, {kB, {1, 9}}}, {}, MonoTime{2000});
    REQUIRE(step.alarm.size() == 1);
    CHECK(step.alarm[0].first == kA);
    CHECK(step.oldest_us == 2000);
}

TEST_CASE("ledger/gap_watch: a gap is one until its numbers are committed") {
    GapWatch gaps = watch();
    (void)gaps.look(kGap, {}, MonoTime{0});
    (void)gaps.look(kGap, {}, MonoTime{2000});
    const GapWatch::Moves closing{{kA, {4, 7}}};
    const auto step = gaps.look({}, closing, MonoTime{2001});
    CHECK(step.closed.empty());
    CHECK(step.oldest_us == 2001);
    // Another one behind it is seen once it is closed.
    CHECK(gaps.look({{kA, {8, 9}}}, closing, MonoTime{2002}).closed.empty());
    CHECK(gaps.look({{kA, {8, 9}}}, {{kA, {7, 7}}}, MonoTime{2003}).closed == std::vector{kA});
    CHECK(gaps.look({}, {}, MonoTime{2004}).closed.empty());
}
