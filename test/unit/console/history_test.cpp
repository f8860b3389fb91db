#include "producers/console/history.h"

#include <doctest/doctest.h>

#include "common/events/json_value.h"

using console::History;
using console::Point;
using console::point_of;
using overview::Overview;
using overview::Queue;
using overview::Reading;

TEST_CASE("console/history: a point has the depth of each queue of work, and rates of all") {
    Overview overview{.taken_us = 17};
    overview.queues = Reading<std::vector<Queue>>::of(
        {{.name = "ledger.00", .ready = 4, .unacked = 2, .in_per_1000_s = 5, .out_per_1000_s = 3},
         {.name = "ledger.01", .in_per_1000_s = 7},
         {.name = "journal", .kind = Queue::Kind::Journal, .ready = 9, .unacked = 0},
         {.name = "dlq.feed", .kind = Queue::Kind::DeadLetters, .ready = 1, .unacked = 0}});
    overview.partitions = {{.number = 2, .lag_us = 8, .applied_per_1000_s = 6}, {.number = 3}};
    const Point point = point_of(overview);
    CHECK(point.at_us == 17);
    CHECK(point.values ==
          std::map<std::string, int64_t>{
              {"waiting.ledger.00", 6}, {"in", 12}, {"out", 3}, {"lag.2", 8}, {"applied.2", 6}});
}

TEST_CASE("console/history: nothing known is an empty point") {
    CHECK(point_of(Overview{}).values.empty());
}

TEST_CASE("console/history: keeps the newest points, and null where a line had no value") {
    History history{2};
    history.add({1, {{"a", 1}}});
    history.add({2, {{"a", 2}, {"b", 5}}});
    history.add({3, {{"b", 6}}});
    CHECK(history.to_json() == R"({"at_us":[2,3],"lines":{"a":[2,null],"b":[5,6]}})");
    CHECK(History{2}.to_json() == R"({"at_us":[],"lines":{}})");
}

TEST_CASE("console/history: is bounded in lines") {
    History history{3};
    for (int64_t at = 0; at < 3; ++at) {
        Overview overview{.taken_us = at};
        std::vector<Queue> queues;
        for (int i = 0; i < 1000; ++i) {
            queues.push_back({.name = std::to_string(at * 1000 + i), .ready = 1, .unacked = 0});
        }
        overview.queues = Reading<std::vector<Queue>>::of(std::move(queues));
        history.add(point_of(overview));
    }
    const std::string json = history.to_json();
    const auto tree = events::read_json(json, json.size());
    REQUIRE(tree.ok());
    CHECK(tree.value().elements[1].names.size() == History::kLinesMax);
}
