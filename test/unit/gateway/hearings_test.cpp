#include "consumers/gateway/hearings.h"

#include <doctest/doctest.h>

#include "test/unit/gateway/orders.h"

using gateway::Hearings;
using gateway::Told;

namespace {

Told fill(const std::string& execution, int64_t last, int64_t cumulative) {
    return {.execution = execution, .last_quantity = last, .cumulative = cumulative, .lives = true};
}

exits::Exit sent(const std::string& id) {
    exits::Exit order = make_order({.id = id});
    order.quantity = 100;
    return order;
}

struct Ear {
    Hearings hearings{100};
    explicit Ear(bool from_the_start = true) { hearings.expect(sent("BXA"), from_the_start); }
    Hearings::Heard hear(const Told& told) { return hearings.take("BXA", told); }
    int64_t more(const Told& told) {
        const Hearings::Heard heard = hear(told);
        return heard.more ? heard.filled : 0;
    }
};

}  // namespace

TEST_CASE("gateway/hearings: the most that was told counts, each execution once") {
    Ear ear;
    CHECK(ear.more(fill("E1", 40, 40)) == 40);
    CHECK(ear.more(fill("E1", 40, 40)) == 0);  // PossDup, or told again
    CHECK(ear.more(fill("E2", 60, 100)) == 100);
    CHECK(ear.more(fill("E1", 40, 40)) == 0);
}

TEST_CASE("gateway/hearings: without 14 the executions are added up") {
    Ear ear;
    CHECK(ear.more(fill("E1", 40, -1)) == 40);
    CHECK(ear.more(fill("E1", 40, -1)) == 0);
    CHECK(ear.more(fill("E2", 30, 0)) == 70);
}

TEST_CASE("gateway/hearings: 39=2 is all of the order, whatever it says of the quantity") {
    Ear ear;
    CHECK(ear.more({.execution = "E1", .cumulative = -1, .filled = true}) == 100);
    Hearings unknown{10};
    const auto heard = unknown.take("BXB", {.execution = "E1", .cumulative = 0, .filled = true});
    CHECK(heard.more);
    CHECK(heard.all);
    const auto beyond = unknown.take("BXB", {.execution = "E2", .cumulative = 900, .filled = true});
    CHECK(beyond.more);
    CHECK(beyond.filled == 900);  // the row takes the larger one of it and its quantity
}

TEST_CASE("gateway/hearings: after a restart a fill without 14 may be one of many: all counts") {
    Ear ear{false};
    CHECK(ear.more(fill("E7", 10, -1)) == 100);
    Ear told{false};
    CHECK(told.more(fill("E7", 10, 60)) == 60);
}

TEST_CASE("gateway/hearings: more than was ordered is told as it is") {
    Ear ear;
    CHECK(ear.more(fill("E1", 150, 150)) == 150);
    CHECK(ear.more(fill("E2", INT64_MAX, INT64_MAX)) > 0);
}

TEST_CASE("gateway/hearings: an end with fewer filled after a bust is no contradiction") {
    Ear ear;
    (void)ear.hear(fill("E1", 30, 30));
    CHECK(ear.hear({.execution = "E2", .cumulative = 0, .lives = true, .revised = true})
              .contradiction == "");
    const auto ended = ear.hear({.execution = "E3", .cumulative = 0, .ended = true});
    CHECK(ended.contradiction == "");
    CHECK_FALSE(ended.more);  // and what was heard stands until the books say otherwise
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
    for (const char* id : {"BXA", "BXB", "BXC", "BXD"}) hearings.expect(sent(id), true);
    CHECK(hearings.size() == 2);
}

TEST_CASE("gateway/hearings: a fill after a told end counts in no plan") {
    Ear ear;
    CHECK_FALSE(ear.hear(fill("E1", 40, 40)).uncounted);
    (void)ear.hear({.execution = "E2", .cumulative = 40, .ended = true});
    CHECK_FALSE(ear.hear(fill("E1", 40, 40)).uncounted);  // told again
    CHECK(ear.hear(fill("E3", 20, 60)).uncounted);
}

TEST_CASE("gateway/hearings: the first sign of life is told once, and not where its row says it") {
    Ear ear;
    CHECK(ear.hear({.execution = "E1", .lives = true}).first_life);
    CHECK_FALSE(ear.hear({.execution = "E2", .lives = true}).first_life);
    Ear filled;
    CHECK(filled.hear({.execution = "E1", .cumulative = -1, .filled = true}).first_life);
    CHECK_FALSE(filled.hear({.execution = "E2", .lives = true}).first_life);
    Ear dead;
    CHECK_FALSE(dead.hear({.execution = "E1", .cumulative = 0, .ended = true}).first_life);
    exits::Exit known = sent("BXB");
    known.lived = true;
    dead.hearings.expect(known, false);
    CHECK_FALSE(dead.hearings.take("BXB", {.execution = "E1", .lives = true}).first_life);
}

TEST_CASE("gateway/hearings: all executions together take no more than their share") {
    Hearings hearings{1'000, 20'000};
    for (int order = 0; order < 200; ++order) {
        const std::string id = "BX" + std::to_string(order);
        hearings.expect(sent(id), true);
        for (int i = 0; i < 20; ++i) {
            (void)hearings.take(id, fill(id + "E" + std::to_string(i), 1, -1));
        }
        CHECK(hearings.execution_bytes() < 20'200);
    }
    CHECK(hearings.size() > 1);
    // What is forgotten counts as new: rather too much has filled than too little.
    CHECK_FALSE(hearings.take("BX199", fill("BX199E19", 1, -1)).more);
    CHECK(hearings.take("BX0", fill("BX0E0", 1, -1)).more);
}

TEST_CASE("gateway/hearings: one order's executions without end are bounded, too") {
    Hearings hearings{10, 20'000};
    hearings.expect(sent("BXA"), true);
    for (int i = 0; i < 5'000; ++i) {
        (void)hearings.take("BXA", fill(std::string(500, 'x') + std::to_string(i), 1, -1));
    }
    CHECK(hearings.execution_bytes() < 21'000);
}
