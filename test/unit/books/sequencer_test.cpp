#include "common/books/sequencer.h"

#include <doctest/doctest.h>

#include "test/unit/books/arrivals.h"

using books::Gap;
using books::Plan;
using books::StreamId;
using books::Watermarks;

namespace {

constexpr size_t kNoLimit = 1000;
const StreamId kA{"a", 20260803};
const StreamId kB{"b", 20260803};

}  // namespace

TEST_CASE("books/sequencer: what is in order is taken, and moves the watermark") {
    Arrivals arrivals;
    arrivals.add({3, 4});
    arrivals.add({5});
    const Plan plan = books::plan(arrivals.pending, {{kA, 2}}, kNoLimit);
    CHECK(Arrivals::applied(plan) == "a3 a4 a5");
    REQUIRE(plan.moves.size() == 1);
    CHECK(plan.moves.at(kA).from == 2);
    CHECK(plan.moves.at(kA).to == 5);
    CHECK(plan.gaps.empty());
    CHECK(plan.held == 0);
}

TEST_CASE("books/sequencer: a number that was accepted as missing is told by its stream") {
    Arrivals arrivals;
    arrivals.add({4, 5, 6, 7, 8, 9, 10});
    const books::AcceptedGaps gaps{{kA, {{5, 7}, {9, 9}}}};
    std::string told;
    for (const books::Item& item : arrivals.pending[0]->items) {
        if (books::is_accepted(gaps, item)) told += std::to_string(item.seq()) + " ";
    }
    CHECK(told == "5 6 7 9 ");
    arrivals.add({5}, "b");
    arrivals.add({5}, "a", 20260804);
    CHECK_FALSE(books::is_accepted(gaps, arrivals.pending[1]->items[0]));
    CHECK_FALSE(books::is_accepted(gaps, arrivals.pending[2]->items[0]));
}

TEST_CASE("books/sequencer: what is refused keeps its place, and its message keeps the refusal") {
    Arrivals arrivals;
    arrivals.add({3});
    arrivals.add({4, 5});
    books::Item& item = arrivals.pending[1]->items[0];
    const events::Refusal* refusal = books::refuse(arrivals.pending, item, "price: no");
    CHECK(refusal == &arrivals.pending[1]->later_refusals.front());
    CHECK(refusal->reason == "price: no");
    CHECK(item.event == nullptr);
    const Plan plan = books::plan(arrivals.pending, {{kA, 2}}, kNoLimit);
    CHECK(Arrivals::applied(plan) == "a3 a4 a5");
}

TEST_CASE("books/sequencer: a misplaced event uses up its number, nothing waits behind it") {
    Arrivals arrivals;
    arrivals.add({1});
    arrivals.add({2, 3});
    books::refuse(arrivals.pending, arrivals.pending[0]->items[0], "partition: 2");
    arrivals.pending[0]->items[0].misplaced = true;
    const Plan plan = books::plan(arrivals.pending, {{kA, std::nullopt}}, kNoLimit);
    CHECK(Arrivals::applied(plan) == "a1 a2 a3");
    CHECK(plan.moves.at(kA).to == 3);
}

TEST_CASE(
    "books/sequencer: a misplaced event gives way to the right one, and is parked all the same") {
    Arrivals arrivals;
    arrivals.add({3});
    arrivals.add({3, 4});
    books::Item& misplaced = arrivals.pending[0]->items[0];
    books::refuse(arrivals.pending, misplaced, "partition: 2");
    misplaced.misplaced = true;
    const Plan plan = books::plan(arrivals.pending, {{kA, 2}}, kNoLimit);
    CHECK(Arrivals::applied(plan) == "a3 a4 a3");
    CHECK(plan.apply[0] == &arrivals.pending[1]->items[0]);
    CHECK(plan.apply[2] == &misplaced);
    CHECK(plan.duplicates.empty());
}

TEST_CASE("books/sequencer: a stream without a row begins at 1") {
    Arrivals arrivals;
    arrivals.add({1});
    const Plan plan = books::plan(arrivals.pending, {{kA, std::nullopt}}, kNoLimit);
    CHECK_FALSE(plan.moves.at(kA).from.has_value());
    CHECK(plan.moves.at(kA).to == 1);
    Arrivals later;
    later.add({2});
    CHECK(books::plan(later.pending, {{kA, std::nullopt}}, kNoLimit).gaps.at(kA) == Gap{1, 1});
}

TEST_CASE("books/sequencer: behind a hole everything is held, and nothing moves") {
    Arrivals arrivals;
    arrivals.add({4, 5});
    arrivals.add({8});
    const Plan plan = books::plan(arrivals.pending, {{kA, 1}}, kNoLimit);
    CHECK(plan.apply.empty());
    CHECK(plan.moves.empty());
    CHECK(plan.held == 3);
    CHECK(plan.gaps.at(kA) == Gap{2, 3});
}

TEST_CASE("books/sequencer: numbers accepted as missing are passed over, those at hand are not") {
    Arrivals arrivals;
    arrivals.add({8, 4});
    const books::AcceptedGaps accepted{{kA, {{2, 7}}}, {kB, {{1, 99}}}};
    const Plan plan = books::plan(arrivals.pending, {{kA, 1}}, kNoLimit, accepted);
    CHECK(Arrivals::applied(plan) == "a4 a8");
    CHECK(plan.moves.at(kA).to == 8);
    REQUIRE(plan.passed.size() == 2);
    CHECK(plan.passed[0] == std::pair{kA, Gap{2, 3}});
    CHECK(plan.passed[1] == std::pair{kA, Gap{5, 7}});
    CHECK(plan.gaps.empty());
}

TEST_CASE("books/sequencer: never more than is accepted, and nothing at the end of what is here") {
    Arrivals arrivals;
    arrivals.add({8});
    Plan plan = books::plan(arrivals.pending, {{kA, 1}}, kNoLimit, {{kA, {{2, 4}}}});
    CHECK(plan.apply.empty());
    CHECK(plan.moves.at(kA).to == 4);
    CHECK(plan.gaps.at(kA) == Gap{5, 7});
    CHECK(plan.held == 1);
    plan = books::plan(arrivals.pending, {{kA, 1}}, kNoLimit, {{kA, {{3, 7}}}});
    CHECK(plan.moves.empty());
    plan = books::plan(arrivals.pending, {{kA, 1}}, kNoLimit, {{kA, {{5, 7}, {2, 4}}}});
    CHECK(plan.moves.at(kA).to == 8);
    CHECK(plan.passed == std::vector{std::pair{kA, Gap{2, 7}}});
    plan = books::plan(arrivals.pending, {{kA, 8}}, kNoLimit, {{kA, {{9, 99}}}});
    CHECK(plan.moves.empty());
    CHECK(Arrivals::duplicates(plan) == "a8");
}

TEST_CASE("books/sequencer: a full plan passes over nothing: what is missing may lie behind") {
    Arrivals arrivals;
    arrivals.add({2, 5, 3});
    const Plan plan = books::plan(arrivals.pending, {{kA, 1}}, 1, {{kA, {{3, 4}}}});
    CHECK(Arrivals::applied(plan) == "a2");
    CHECK(plan.passed.empty());
}

TEST_CASE("books/sequencer: what closes the hole later frees what was held") {
    Arrivals arrivals;
    arrivals.add({3});
    arrivals.add({5});
    arrivals.add({2});
    const Plan plan = books::plan(arrivals.pending, {{kA, 1}}, kNoLimit);
    CHECK(Arrivals::applied(plan) == "a2 a3");
    CHECK(plan.moves.at(kA).to == 3);
    CHECK(plan.gaps.at(kA) == Gap{4, 4});
    CHECK(plan.held == 1);
}

TEST_CASE("books/sequencer: at or below the watermark, or twice at hand, is a duplicate") {
    Arrivals arrivals;
    arrivals.add({1, 2, 3});
    arrivals.add({3, 5, 5, 4});
    const Plan plan = books::plan(arrivals.pending, {{kA, 2}}, kNoLimit);
    CHECK(Arrivals::applied(plan) == "a3 a4 a5");
    CHECK(Arrivals::duplicates(plan) == "a1 a2 a3 a5");
    CHECK(plan.held == 0);
}

TEST_CASE("books/sequencer: events without a number are always taken, in their place") {
    Arrivals arrivals;
    arrivals.add({0, 0});
    arrivals.add({7});
    arrivals.add({0});
    const Plan plan = books::plan(arrivals.pending, {{kA, 1}}, kNoLimit);
    CHECK(Arrivals::applied(plan) == "- - -");
    CHECK(plan.held == 1);
    CHECK(books::unknown_streams(arrivals.pending, {}).size() == 1);
}

TEST_CASE("books/sequencer: sources and days are streams of their own") {
    Arrivals arrivals;
    arrivals.add({1}, "a");
    arrivals.add({1}, "b");
    arrivals.add({1}, "a", 20260804);
    arrivals.add({2}, "a");
    const StreamId next_day{"a", 20260804};
    CHECK(books::unknown_streams(arrivals.pending, {}) == std::vector{kA, next_day, kB});
    CHECK(books::unknown_streams(arrivals.pending, {{kA, 0}}) == std::vector{next_day, kB});
    const Plan plan =
        books::plan(arrivals.pending, {{kA, 0}, {kB, 1}, {next_day, std::nullopt}}, kNoLimit);
    CHECK(Arrivals::applied(plan) == "a1 a1 a2");
    CHECK(Arrivals::duplicates(plan) == "b1");
    CHECK(plan.moves.size() == 2);
}

TEST_CASE("books/sequencer: no more than the limit, and the watermark moves only so far") {
    Arrivals arrivals;
    arrivals.add({1, 2, 3});
    arrivals.add({4, 0});
    const Plan plan = books::plan(arrivals.pending, {{kA, 0}}, 2);
    CHECK(Arrivals::applied(plan) == "a1 a2");
    CHECK(plan.moves.at(kA).to == 2);
    CHECK(plan.gaps.empty());
}

TEST_CASE("books/sequencer: what the limit leaves over is no gap") {
    Arrivals arrivals;
    arrivals.add({2, 3, 4});
    arrivals.add({1});
    const Plan plan = books::plan(arrivals.pending, {{kA, 0}}, 2);
    CHECK(Arrivals::applied(plan) == "a1 a2");
    CHECK(plan.held == 2);
    CHECK(plan.gaps.empty());
}

TEST_CASE("books/sequencer: settled items are passed over") {
    Arrivals arrivals;
    arrivals.add({1, 2});
    arrivals.pending[0]->items[0].settled = true;
    CHECK(arrivals.pending[0]->open() == 1);
    const Plan plan = books::plan(arrivals.pending, {{kA, 1}}, kNoLimit);
    CHECK(Arrivals::applied(plan) == "a2");
    CHECK(plan.duplicates.empty());
}

TEST_CASE("books/sequencer: a refused event with a place takes its number, one without does not") {
    Arrivals arrivals;
    arrivals.add({1, 2, 3});
    books::Incoming& incoming = *arrivals.pending[0];
    incoming.refuse(incoming.items[1], "price: missing");
    const Plan plan = books::plan(arrivals.pending, {{kA, 0}}, kNoLimit);
    CHECK(Arrivals::applied(plan) == "a1 a2 a3");
    CHECK(plan.moves.at(kA).to == 3);
    CHECK(plan.apply[1]->refusal != nullptr);
    incoming.later_refusals.back().numbered = false;
    const Plan without_place = books::plan(arrivals.pending, {{kA, 0}}, kNoLimit);
    CHECK(Arrivals::applied(without_place) == "a1 -");
    CHECK(without_place.gaps.at(kA) == Gap{2, 2});
}

TEST_CASE("books/sequencer: what came too early comes right behind what it waited for") {
    Arrivals arrivals;
    arrivals.add({3}, "b");
    arrivals.add({1, 3}, "a");
    arrivals.add({2}, "b");
    arrivals.add({2}, "a");
    arrivals.add({1}, "b");
    arrivals.add({0, 4}, "a");
    const Watermarks known{{kA, 0}, {kB, 0}};
    const std::string all = "a1 a2 a3 b1 b2 b3 - a4";
    CHECK(Arrivals::applied(books::plan(arrivals.pending, known, kNoLimit)) == all);
    for (size_t limit = 1; limit < 8; ++limit) {
        Watermarks marks = known;
        std::string taken;
        for (Plan plan = books::plan(arrivals.pending, marks, limit); !plan.apply.empty();
             plan = books::plan(arrivals.pending, marks, limit)) {
            taken += (taken.empty() ? "" : " ") + Arrivals::applied(plan);
            for (books::Item* item : plan.apply) item->settled = true;
            for (const auto& [stream, move] : plan.moves) marks[stream] = move.to;
        }
        CHECK(taken == all);
        for (auto& incoming : arrivals.pending) {
            for (books::Item& item : incoming->items) item.settled = false;
        }
    }
}

TEST_CASE("books/sequencer: a plan ends in front of an event that waits elsewhere") {
    Arrivals arrivals;
    arrivals.add({1}, "a");
    arrivals.add({1}, "b");
    arrivals.add({2}, "b");
    arrivals.add({2}, "a");
    const Watermarks known{{kA, 0}, {kB, 0}};
    const Plan plan = books::plan(arrivals.pending, known, kNoLimit, {}, {{kB, 2}});
    CHECK(Arrivals::applied(plan) == "a1 b1");
    CHECK(plan.full);
    CHECK(plan.gaps.empty());
    CHECK_FALSE(books::plan(arrivals.pending, known, kNoLimit, {}, {{kB, 9}}).full);
}
