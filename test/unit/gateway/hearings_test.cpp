#include "consumers/gateway/hearings.h"

#include <doctest/doctest.h>

#include "common/exits/statements.h"

using gateway::Hearings;
using gateway::Told;

namespace {

Told fill(const std::string& execution, int64_t last, int64_t cumulative) {
    return {.execution = execution, .last_quantity = last, .cumulative = cumulative, .lives = true};
}

struct Ear {
    Hearings hearings{100};
    explicit Ear(bool from_the_start = true) {
        hearings.expect("BXA", "ACC1", 100, from_the_start);
    }
    Hearings::Heard hear(const Told& told) { return hearings.take("BXA", told); }
};

}  // namespace

TEST_CASE("gateway/hearings: the most that was told counts, each execution once") {
    Ear ear;
    CHECK(ear.hear(fill("E1", 40, 40)).filled == 40);
    CHECK(ear.hear(fill("E1", 40, 40)).filled == 0);  // PossDup, or told again
    CHECK(ear.hear(fill("E2", 60, 100)).filled == 100);
    CHECK(ear.hear(fill("E1", 40, 40)).filled == 0);
}

TEST_CASE("gateway/hearings: without 14 the executions are added up") {
    Ear ear;
    CHECK(ear.hear(fill("E1", 40, -1)).filled == 40);
    CHECK(ear.hear(fill("E1", 40, -1)).filled == 0);
    CHECK(ear.hear(fill("E2", 30, 0)).filled == 70);
}

TEST_CASE("gateway/hearings: 39=2 is all of the order, whatever it says of the quantity") {
    Ear ear;
    CHECK(ear.hear({.execution = "E1", .cumulative = -1, .filled = true}).filled == 100);
    Hearings unknown{10};
    const auto heard = unknown.take("BXB", {.execution = "E1", .cumulative = 0, .filled = true});
    CHECK(heard.filled == exits::kAllOfIt);
}

TEST_CASE("gateway/hearings: after a restart a fill without 14 may be one of many: all counts") {
    Ear ear{false};
    CHECK(ear.hear(fill("E7", 10, -1)).filled == 100);
    Ear told{false};
    CHECK(told.hear(fill("E7", 10, 60)).filled == 60);
}

TEST_CASE("gateway/hearings: more than was ordered is told as it is") {
    Ear ear;
    CHECK(ear.hear(fill("E1", 150, 150)).filled == 150);
    CHECK(ear.hear(fill("E2", INT64_MAX, INT64_MAX)).filled > 0);
}

TEST_CASE("gateway/hearings: an end with fewer filled after a bust is no contradiction") {
    Ear ear;
    (void)ear.hear(fill("E1", 30, 30));
    CHECK(ear.hear({.execution = "E2", .cumulative = 0, .lives = true, .revised = true})
              .contradiction == "");
    const auto ended = ear.hear({.execution = "E3", .cumulative = 0, .ended = true});
    CHECK(ended.contradiction == "");
    CHECK(ended.filled == 0);  // and what was heard stands until the books say otherwise
}

TEST_CASE("gateway/hearings: an end with fewer filled, and a fill after the end, contradict") {
    Ear ear;
    (void)ear.hear(fill("E1", 100, 100));
    const Told cancelled{.execution = "E2", .cumulative = 0, .ended = true};
    CHECK(ear.hear(cancelled).contradiction ==
          "it ended with fewer filled than the exchange had told");
    Ear other;
    CHECK(other.hear({.execution = "E1", .cumulative = 0, .ended = true}).contradiction == "");
    CHECK(other.hear(fill("E2", 40, 40)).contradiction ==
          "it filled after the exchange had told its end");
    Ear partial;
    (void)partial.hear(fill("E1", 40, 40));
    CHECK(partial.hear({.execution = "E2", .cumulative = 40, .ended = true}).contradiction == "");
    CHECK(partial.hear(fill("E1", 40, 40)).contradiction == "");  // told again
}

TEST_CASE("gateway/hearings: it forgets the oldest orders") {
    Hearings hearings{2};
    for (const char* id : {"BXA", "BXB", "BXC", "BXD"}) hearings.expect(id, "ACC1", 100, true);
    CHECK(hearings.size() == 2);
}
