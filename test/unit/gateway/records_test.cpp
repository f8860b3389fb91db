#include "consumers/gateway/records.h"

#include <doctest/doctest.h>

#include <set>

namespace gateway {

namespace {

Unwritten stranger() { return {.stranger = true}; }

template <class Row>
std::vector<std::string> ids_of(const std::vector<Row>& rows) {
    std::vector<std::string> ids;
    for (const Row& row : rows) ids.push_back(row.id);
    return ids;
}

using Ids = std::vector<std::string>;

}  // namespace

TEST_CASE("gateway/records: an exchange that repeats itself fills no memory") {
    Waiting waiting;
    for (int i = 1; i <= 100'000; ++i) {
        const auto number = static_cast<uint64_t>(i);
        CHECK(waiting.add(Hear{"BXA", i, false, {"ACC1", number}}));
        CHECK(waiting.add(Living{"BXA", {"ACC1", number}}));
        CHECK(waiting.add(Doubt{"BXA", "reason " + std::to_string(i), {"ACC1", number}}));
        CHECK(waiting.add(Reject{"BXA", "reason " + std::to_string(i)}));
    }
    CHECK(waiting.size() == 4);
    const Records taken = waiting.take(500);
    CHECK(taken.heard.at(0).filled == 100'000);
    CHECK(taken.heard.at(0).unwritten.number == 100'000);
    CHECK(taken.living.at(0).unwritten.number == 100'000);
    CHECK(taken.doubted.at(0).reason == "reason 1");
    CHECK(waiting.empty());
}

TEST_CASE("gateway/records: of fills the largest stays, and all of the order is more than any") {
    Waiting waiting;
    CHECK(waiting.add(Hear{"BXA", 60, false, {}}));
    CHECK(waiting.add(Hear{"BXA", 40, false, {}}));
    CHECK(waiting.add(Hear{"BXB", 0, true, {}}));
    CHECK(waiting.add(Hear{"BXB", 40, false, {}}));
    const Records taken = waiting.take(500);
    CHECK(taken.heard.at(0).filled == 60);
    CHECK(taken.heard.at(1).filled == 40);
    CHECK(taken.heard.at(1).all);
}

TEST_CASE("gateway/records: 'not received' gives way to what the exchange says of the order") {
    Waiting waiting;
    CHECK(waiting.add(Reject{"BXA", "not received", exits::Rejection::NotReceived}));
    CHECK(waiting.add(Reject{"BXA", "price band", exits::Rejection::Heard}));
    CHECK(waiting.add(Reject{"BXA", "not received", exits::Rejection::NotReceived}));
    const Records taken = waiting.take(500);
    CHECK(taken.rejected.at(0).kind == exits::Rejection::Heard);
    CHECK(taken.rejected.at(0).reason == "price band");
}

TEST_CASE("gateway/records: doubts and ends of other orders go while fills come without end") {
    Waiting waiting;
    for (int i = 0; i < 1'200; ++i) {
        CHECK(waiting.add(Hear{"BX" + std::to_string(i), 1, false, {}}));
        CHECK(waiting.add(RecordSent{"BX" + std::to_string(i), "me:1", 5}));
    }
    CHECK(waiting.add(Reject{"BX1199", "its own fill is not written"}));
    CHECK(waiting.add(Reject{"BXZ", "price band"}));
    CHECK(waiting.add(Doubt{"BX1198", "its own fill is not written", {}}));
    CHECK(waiting.add(Doubt{"BXY", "it filled after its end", {}}));
    CHECK(waiting.add(Living{"BXX", {}}));
    const Records first = waiting.take(500);
    CHECK(first.heard.size() == 500);
    CHECK(ids_of(first.rejected) == Ids{"BXZ"});
    CHECK(ids_of(first.doubted) == Ids{"BXY"});
    CHECK(ids_of(first.living) == Ids{"BXX"});
    CHECK(waiting.take(500).rejected.empty());
    const Records last = waiting.take(500);
    CHECK(ids_of(last.rejected) == Ids{"BX1199"});
    CHECK(ids_of(last.doubted) == Ids{"BX1198"});
    CHECK(waiting.empty());
}

TEST_CASE("gateway/records: what no plan has counted with is not forgotten for a later word") {
    Waiting waiting;
    CHECK(waiting.add(Hear{"BXA", 10, false, {.number = 1, .uncounted = true}}));
    CHECK(waiting.add(Hear{"BXA", 20, false, {.number = 2}}));
    CHECK(waiting.add(Hear{"BXB", 20, false, {.number = 3}}));
    CHECK(waiting.add(Living{"BXC", {.number = 4, .uncounted = true}}));
    const Records taken = waiting.take(10);
    CHECK(gateway::uncounted_of(taken) == std::set<std::string>{"BXA", "BXC"});
    CHECK(taken.heard.front().unwritten.number == 2);
}

TEST_CASE("gateway/records: no end before its order's doubt, no life before its order's end") {
    Waiting waiting;
    for (int i = 0; i < 3; ++i) {
        CHECK(waiting.add(Doubt{"BXD" + std::to_string(i), "why", {}}));
        CHECK(waiting.add(Reject{"BXR" + std::to_string(i), "price band"}));
    }
    CHECK(waiting.add(Reject{"BXD2", "price band"}));
    CHECK(waiting.add(Living{"BXR2", {}}));
    const Records first = waiting.take(2);
    CHECK(ids_of(first.doubted) == Ids{"BXD0", "BXD1"});
    CHECK(ids_of(first.rejected) == Ids{"BXR0", "BXR1"});
    CHECK(first.living.empty());
    const Records second = waiting.take(1);
    CHECK(ids_of(second.doubted) == Ids{"BXD2"});
    CHECK(ids_of(second.rejected) == Ids{"BXR2"});
    CHECK(ids_of(second.living) == Ids{"BXR2"});
    CHECK(ids_of(waiting.take(1).rejected) == Ids{"BXD2"});
}

TEST_CASE("gateway/records: of orders that nobody here has sent, so many and no more") {
    Waiting waiting;
    size_t kept = 0;
    for (size_t i = 0; i < 2 * Waiting::kStrangersMax; ++i) {
        if (waiting.add(Living{"BX" + std::to_string(i), stranger()})) ++kept;
    }
    CHECK(kept == Waiting::kStrangersMax);
    CHECK(waiting.add(Hear{"BXOURS", 40, false, {"ACC1", 1}}));
    CHECK(waiting.add(Living{"BX0", stranger()}));  // it waits already
    CHECK_FALSE(waiting.add(Reject{"BXNEW", "price band", exits::Rejection::Heard, stranger()}));
    (void)waiting.take(500);
    CHECK(waiting.add(Reject{"BXNEW", "price band", exits::Rejection::Heard, stranger()}));
}

TEST_CASE("gateway/records: what was sent and heard is written first, what that means last") {
    Records records;
    records.sent.push_back({"BXA", "me:1", 7});
    records.heard.push_back({"BXA", 40, false, {}});
    records.refused.push_back({"BXR", "no price"});
    records.doubted.push_back({"BXD", "why", {}});
    records.rejected.push_back({"BXA", "price band"});
    records.living.push_back({"BXL", {}});
    const auto changes = changes_of(records, 9);
    REQUIRE(changes.size() == 7);
    CHECK(std::get<exits::PutOnWire>(changes[0]).rows.at(0).sent_us == 7);
    CHECK(std::get<exits::HeardFills>(changes[1]).rows.at(0).filled == 40);
    CHECK(std::get<exits::Refused>(changes[2]).ids == Ids{"BXR"});
    CHECK(std::get<exits::Contradicted>(changes[3]).ids == Ids{"BXD"});
    CHECK(std::get<exits::RejectedBy>(changes[4]).ids == Ids{"BXA"});
    CHECK(std::get<exits::FillsSeen>(changes[5]).ids == Ids{"BXA"});
    CHECK(std::get<exits::LivesSeen>(changes[6]).ids == Ids{"BXL"});
    CHECK(changes_of({}, 9).empty());
}

TEST_CASE("gateway/records: a sign of life goes with the fills, and asks for no second look") {
    Records records;
    records.heard.push_back({"BXA", 0, false, {}});
    auto changes = changes_of(records, 9);
    REQUIRE(changes.size() == 1);
    CHECK(std::get<exits::HeardFills>(changes[0]).rows.at(0).filled == 0);
    records.heard.push_back({"BXB", 40, false, {}});
    changes = changes_of(records, 9);
    REQUIRE(changes.size() == 2);
    CHECK(std::get<exits::FillsSeen>(changes[1]).ids == Ids{"BXB"});
}

TEST_CASE("gateway/records: a sign of life releases no account that waits for a fill") {
    Waiting waiting;
    CHECK(waiting.add(Hear{"BXA", 0, false, {}}));
    CHECK(waiting.add(Hear{"BXA", 40, false, {"ACC1", 7}}));
    CHECK(waiting.add(Hear{"BXA", 0, false, {}}));
    const Records taken = waiting.take(10);
    REQUIRE(taken.heard.size() == 1);
    CHECK(taken.heard[0].filled == 40);
    CHECK(taken.heard[0].unwritten.account == "ACC1");
    CHECK(taken.heard[0].unwritten.number == 7);
}

}  // namespace gateway
