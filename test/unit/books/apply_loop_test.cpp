// How the next transaction is made after the last one.
#include "common/books/apply_loop.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <random>
#include <set>
#include <vector>

using books::Applied;
using books::ApplyLoop;
using books::Verdict;
using Next = books::ApplyLoop::Next;

namespace {

const base::Error kInvalid{base::Errc::Invalid, "CONSTRAINT failed"};
const base::Error kBusy{base::Errc::Retryable, "deadlock"};

Applied ended(Verdict verdict) {
    Applied applied;
    applied.verdict = verdict;
    return applied;
}

// A table that refuses some numbers, and the transactions that it took to apply all the others.
struct Tried {
    size_t transactions = 0;
    size_t events = 0;  // in all of them
    std::set<size_t> parked;
};
Tried apply_all(size_t count, const std::set<size_t>& refused, size_t events_max) {
    ApplyLoop loop{events_max};
    Tried tried;
    for (size_t next = 0; next < count;) {
        const size_t end = std::min(count, next + loop.limit());
        const auto bad = [&](size_t event) {
            return refused.contains(event) && !tried.parked.contains(event);
        };
        bool good = true;
        for (size_t event = next; event < end; ++event) good = good && !bad(event);
        ++tried.transactions;
        tried.events += end - next;
        const auto result = good ? base::Result<Applied>{ended(Verdict::Committed)}
                                 : base::Result<Applied>{kInvalid};
        const Next what = loop.after(result, end - next);
        if (what == Next::GoOn) next = end;
        if (what == Next::RefuseFirst) tried.parked.insert(next);
        REQUIRE(what != Next::Wait);
    }
    return tried;
}

}  // namespace

TEST_CASE("books/apply_loop: a refused transaction is tried with the sums, then in halves") {
    ApplyLoop loop{8};
    CHECK(loop.limit() == 8);
    CHECK(loop.after(kInvalid, 8) == Next::Again);
    CHECK(loop.care().sums);
    CHECK(loop.limit() == 8);
    CHECK(loop.after(kInvalid, 8) == Next::Again);
    CHECK(loop.limit() == 4);
    CHECK(loop.after(kInvalid, 1) == Next::RefuseFirst);
    CHECK(loop.after(ended(Verdict::Committed), 4) == Next::GoOn);
    CHECK(loop.limit() == 8);
    CHECK_FALSE(loop.care().sums);
}

TEST_CASE("books/apply_loop: what is no fault of an event is waited for or read again") {
    ApplyLoop loop{8};
    CHECK(loop.after(kBusy, 8) == Next::Wait);
    CHECK(loop.after(kInvalid, 0) == Next::Wait);
    CHECK(loop.after(ended(Verdict::Fenced), 8) == Next::ReadMarks);
    CHECK(loop.after(ended(Verdict::Paused), 8) == Next::Pause);
    CHECK(loop.after(ended(Verdict::Repeats), 8) == Next::Again);
    CHECK(loop.care().trades);
    CHECK(loop.limit() == 8);
}

TEST_CASE("books/apply_loop: the sums are read as long as they refuse something") {
    ApplyLoop loop{8};
    CHECK(loop.after(kInvalid, 8) == Next::Again);
    const events::Refusal refusal;
    Applied some = ended(Verdict::Committed);
    some.parked = {&refusal};
    CHECK(loop.after(some, 8) == Next::GoOn);
    CHECK(loop.care().sums);
    CHECK(loop.after(ended(Verdict::Committed), 8) == Next::GoOn);
    CHECK_FALSE(loop.care().sums);
}

TEST_CASE("books/apply_loop: a refused event costs the logarithm of a batch, not a batch") {
    const Tried one = apply_all(10'000, {4'711}, 2'000);
    CHECK(one.parked == std::set<size_t>{4'711});
    CHECK(one.transactions < 60);

    std::mt19937_64 random{20261128};
    std::set<size_t> refused;
    while (refused.size() < 1'000) refused.insert(random() % 11'000);
    const Tried many = apply_all(11'000, refused, 2'000);
    CHECK(many.parked == refused);
    CHECK(many.transactions < 10'000);
    CHECK(many.events < 60'000);
}

TEST_CASE(
    "books/apply_loop: names are read from where one was found until none comes for a while") {
    ApplyLoop loop{8};
    CHECK_FALSE(loop.care().names);
    CHECK(loop.after(ended(Verdict::Renamed), 8) == Next::Again);
    CHECK(loop.care().names);
    Applied renamed = ended(Verdict::Committed);
    renamed.renamed = 2;
    CHECK(loop.after(renamed, 8) == Next::GoOn);
    for (int i = 0; i < 63; ++i) {
        CHECK(loop.care().names);
        CHECK(loop.after(ended(Verdict::Committed), 8) == Next::GoOn);
    }
    CHECK(loop.after(ended(Verdict::Committed), 8) == Next::GoOn);
    CHECK_FALSE(loop.care().names);
}
