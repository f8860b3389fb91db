#include "consumers/ledger/catch_up.h"

#include <doctest/doctest.h>

using base::MonoTime;
using ledger::CatchUp;
using ledger::Mark;

namespace {

constexpr int64_t kResumed = 1'785'728'700'123'456;

books::Pause resumed(int64_t at_us) {
    books::Pause pause;
    pause.resumed_us = at_us;
    return pause;
}

void deliver(books::Pending& pending, uint64_t epoch, uint64_t tag) {
    auto incoming = std::make_unique<books::Incoming>();
    incoming->epoch = epoch;
    incoming->tag = tag;
    pending.push_back(std::move(incoming));
}

uint64_t tag_of(const std::optional<Mark>& mark) { return mark ? mark->tag : 0; }

}  // namespace

TEST_CASE("ledger/catch up: a mark is told from anything else") {
    const std::string body = ledger::mark_body(2, kResumed);
    CHECK(body == R"({"kind":"catch_up","partition":2,"resumed_us":1785728700123456})");
    CHECK(ledger::resumed_of_mark(body, 2) == kResumed);
    CHECK(ledger::resumed_of_mark(body, 3) == 0);
    const std::string front = R"({"kind":"catch_up","partition":2,"resumed_us":)";
    for (const char* end : {"", "}", "x}", "1", "1}x", "01}", "+1}", "99999999999999999999}"}) {
        CAPTURE(end);
        CHECK(ledger::resumed_of_mark(front + end, 2) == 0);
    }
    CHECK(ledger::resumed_of_mark(R"([{"kind":"trade"}])", 2) == 0);
    CHECK(ledger::resumed_of_mark("", 2) == 0);
}

TEST_CASE("ledger/catch up: a mark is wanted once for each resume, and again after half a minute") {
    CatchUp catch_up;
    CHECK_FALSE(catch_up.wants_mark({}, MonoTime{0}));
    CHECK_FALSE(catch_up.wants_mark(books::Pause{}, MonoTime{1}));
    CHECK(catch_up.wants_mark(resumed(5), MonoTime{2}));
    CHECK_FALSE(catch_up.wants_mark(resumed(5), MonoTime{30'000'001}));
    CHECK(catch_up.wants_mark(resumed(5), MonoTime{30'000'002}));
    CHECK_FALSE(catch_up.wants_mark(resumed(5), MonoTime{30'000'003}));
    CHECK(catch_up.wants_mark(resumed(6), MonoTime{30'000'004}));
    CHECK_FALSE(catch_up.wants_mark({}, MonoTime{30'000'005}));
    CHECK(catch_up.wants_mark(resumed(6), MonoTime{30'000'006}));
}

TEST_CASE("ledger/catch up: a mark that comes again counts for nothing, and another is wanted") {
    CatchUp catch_up;
    REQUIRE(catch_up.wants_mark(resumed(5), MonoTime{1}));
    CHECK_FALSE(catch_up.came({5, 2, 1, true}));
    CHECK_FALSE(catch_up.reached({}));
    CHECK(catch_up.wants_mark(resumed(5), MonoTime{2}));
    CHECK_FALSE(catch_up.came({4, 2, 2, true}));  // of an earlier resume
    CHECK_FALSE(catch_up.wants_mark(resumed(5), MonoTime{3}));
    REQUIRE(catch_up.came({5, 2, 3}));
    CHECK(tag_of(catch_up.reached({})) == 3);
}

TEST_CASE("ledger/catch up: reached when nothing that came in front of the mark is left") {
    CatchUp catch_up;
    books::Pending pending;
    CHECK_FALSE(catch_up.reached(pending));
    deliver(pending, 1, 1);
    deliver(pending, 1, 2);
    REQUIRE(catch_up.came({kResumed, 1, 3}));
    deliver(pending, 1, 4);
    CHECK_FALSE(catch_up.reached(pending));
    pending.pop_front();
    CHECK_FALSE(catch_up.reached(pending));  // held behind a gap, say
    pending.pop_front();
    deliver(pending, 0, 0);  // a copy from the journal is nobody's turn
    const auto mark = catch_up.reached(pending);
    REQUIRE(tag_of(mark) == 3);
    CHECK(mark->resumed_us == kResumed);
    catch_up.done(*mark);
    CHECK_FALSE(catch_up.reached(pending));
}

TEST_CASE("ledger/catch up: of several marks of one resume the first counts") {
    CatchUp catch_up;
    const books::Pending pending;
    CHECK(catch_up.came({kResumed, 1, 3}));
    CHECK_FALSE(catch_up.came({kResumed, 1, 4}));
    CHECK(catch_up.came({kResumed + 1, 1, 5}));
    CHECK(tag_of(catch_up.reached(pending)) == 3);
    catch_up.done(*catch_up.reached(pending));
    CHECK(tag_of(catch_up.reached(pending)) == 5);
    CHECK(catch_up.came({kResumed, 1, 6}));
}

TEST_CASE("ledger/catch up: a mark of a lost link counts for nothing") {
    CatchUp catch_up;
    books::Pending pending;
    REQUIRE(catch_up.came({kResumed, 1, 3}));
    catch_up.forget_other_epochs(2);
    CHECK_FALSE(catch_up.reached(pending));
    deliver(pending, 2, 1);
    REQUIRE(catch_up.came({kResumed, 2, 2}));
    CHECK_FALSE(catch_up.reached(pending));
    pending.clear();
    CHECK(tag_of(catch_up.reached(pending)) == 2);
}
