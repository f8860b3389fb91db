// What streams with holes may keep of a queue's window.
#include "common/books/held.h"

#include <doctest/doctest.h>

#include "test/unit/books/arrivals.h"

using books::StreamId;
using books::Watermarks;

namespace {

const StreamId kA{"a", 20260803};
const StreamId kB{"b", 20260803};

// "a5 a6": first items of the messages beyond the share.
std::string beyond(const Arrivals& arrivals, const books::HeldLimits& limits) {
    std::string text;
    for (const books::Incoming* incoming : books::beyond_share(arrivals.pending, limits)) {
        const books::Item& item = incoming->items.front();
        text += (text.empty() ? "" : " ") + std::string{item.source()} + std::to_string(item.seq());
    }
    return text;
}

}  // namespace

TEST_CASE("books/held: a stream keeps its first messages, the rest is beyond the share") {
    Arrivals arrivals;
    for (const int64_t seq : {6, 3, 5, 4}) arrivals.add({seq});
    (void)books::plan(arrivals.pending, {{kA, 1}}, 1000);
    CHECK(beyond(arrivals, {.messages = 2}) == "a5 a6");
    CHECK(beyond(arrivals, {.messages = 4}) == "");
    CHECK(beyond(arrivals, {.messages = 4, .bytes = 1}) == "a3 a4 a5 a6");
}

TEST_CASE("books/held: of one number the first to come stays in front") {
    Arrivals arrivals;
    for (int i = 0; i < 40; ++i) arrivals.add({3});
    (void)books::plan(arrivals.pending, {{kA, 1}}, 1000);
    const auto found = books::beyond_share(arrivals.pending, {.messages = 1});
    REQUIRE(found.size() == 40);  // a number is in the table as a whole
    for (size_t i = 0; i < found.size(); ++i) CHECK(found[i] == arrivals.pending[i].get());
}

TEST_CASE("books/held: of a number that is kept nothing is in the table") {
    Arrivals arrivals;
    arrivals.add({3});
    arrivals.add({4, 5});
    arrivals.add({5});
    (void)books::plan(arrivals.pending, {{kA, 1}}, 1000);
    CHECK(beyond(arrivals, {.messages = 2}) == "a4 a5");
    CHECK(beyond(arrivals, {.messages = 3}) == "");
    Arrivals wide;
    wide.add({3, 9});
    for (const int64_t seq : {4, 5, 9}) wide.add({seq});
    (void)books::plan(wide.pending, {{kA, 1}}, 1000);
    CHECK(beyond(wide, {.messages = 3}) == "a3 a4 a5 a9");
}

TEST_CASE("books/held: streams with holes share, what has its turn is left alone") {
    Arrivals arrivals;
    for (const int64_t seq : {3, 4, 5}) arrivals.add({seq});
    for (const int64_t seq : {8, 9}) arrivals.add({seq}, "b");
    arrivals.add({1, 2}, "c");
    const StreamId c{"c", 20260803};
    (void)books::plan(arrivals.pending, {{kA, 1}, {kB, 1}, {c, 0}}, 1000);
    CHECK(beyond(arrivals, {.messages = 4}) == "a5");
    CHECK(beyond(arrivals, {.messages = 2}) == "a4 a5 b9");
    CHECK(beyond(arrivals, {.messages = 0}) == "a3 a4 a5 b8 b9");
}

TEST_CASE("books/held: a message of which something has its turn stays") {
    Arrivals arrivals;
    arrivals.add({2, 5});
    arrivals.add({7});
    (void)books::plan(arrivals.pending, {{kA, 1}}, 1000);
    CHECK(beyond(arrivals, {.messages = 0}) == "a7");
}

TEST_CASE("books/held: both events of a number are read together, or neither") {
    using Found = std::vector<books::HeldSize>;
    const auto taken = [](const Found& found, int64_t first, size_t bytes, size_t rows = 1000) {
        return books::whole_numbers(found, first, bytes, rows);
    };
    CHECK(taken({}, 5, 100) == 0);
    CHECK(taken({{6, 1}}, 5, 100) == 0);
    CHECK(taken({{5, 1}, {6, 1}, {8, 1}}, 5, 100) == 2);
    CHECK(taken({{5, 1}, {5, 1}, {6, 1}, {6, 1}}, 5, 100) == 4);
    CHECK(taken({{5, 60}, {5, 60}, {6, 1}}, 5, 100) == 2);   // one number at least
    CHECK(taken({{5, 40}, {6, 40}, {6, 40}}, 5, 100) == 1);  // not one of two
    CHECK(taken({{5, 1}, {6, 1}}, 5, 100, 2) == 1);  // the other one of 6 may not have been read
    CHECK(taken({{5, 1}, {6, 1}}, 5, 100, 3) == 2);
}
