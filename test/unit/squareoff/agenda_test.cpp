#include "consumers/squareoff/agenda.h"

#include <doctest/doctest.h>

using squareoff::Agenda;
using squareoff::Touch;
using Names = std::vector<std::string>;

namespace {

Names taken(Agenda& agenda, int64_t now_us, int64_t next_us, size_t most = 10) {
    Names names;
    for (const Touch& touch : agenda.take_due(now_us, next_us, most, 1'000))
        names.push_back(touch.account);
    return names;
}

std::shared_ptr<const squareoff::Watermarks> seen_until(int64_t seq) {
    return std::make_shared<const squareoff::Watermarks>(squareoff::Watermarks{{"s", seq}});
}

constexpr int64_t kLate = 1'000'000'000;
constexpr int64_t kGatherUs = Agenda::kGatherUs;

}  // namespace

TEST_CASE("squareoff/agenda: what is due, the earliest first, at most so many") {
    Agenda agenda;
    agenda.set("A3", 30, 0, 0);
    agenda.set("A1", 10, 0, 0);
    agenda.set("A2", 20, 0, 0);
    CHECK_EQ(taken(agenda, 9, 100), Names{});
    CHECK_EQ(taken(agenda, 20, 100, 1), Names{"A1"});
    CHECK_EQ(taken(agenda, 20, 100), Names{"A2"});
}

TEST_CASE("squareoff/agenda: what was taken is due again at its next time") {
    Agenda agenda;
    agenda.set("A1", 10, 0, 0);
    CHECK_EQ(taken(agenda, 10, 50), Names{"A1"});
    CHECK_EQ(taken(agenda, 49, 60), Names{});
    CHECK_EQ(taken(agenda, 50, 60), Names{"A1"});
}

TEST_CASE("squareoff/agenda: an account stands in it once") {
    Agenda agenda;
    agenda.set("A1", 10, 0, 0);
    agenda.set("A1", 40, 0, 0);
    CHECK_EQ(agenda.size(), 1);
    CHECK_EQ(taken(agenda, 39, 50), Names{});
    agenda.forget("A1", nullptr, 0);
    agenda.forget("A1", nullptr, 0);
    CHECK_EQ(agenda.size(), 0);
    CHECK_EQ(taken(agenda, 100, 200), Names{});
}

TEST_CASE("squareoff/agenda: as much news as orders are out makes an account due at once") {
    Agenda agenda;
    agenda.set("A1", kLate, 2, 0);
    agenda.news({"A1", "s", 5}, 100);
    CHECK_EQ(taken(agenda, 100, kLate), Names{});
    agenda.news({"A1", "s", 4}, 101);
    const auto due = agenda.take_due(101, kLate, 10, 1'000);
    REQUIRE_EQ(due.size(), 1);
    CHECK_EQ(due[0].source, "s");
    CHECK_EQ(due[0].seq, 5);  // the highest: the books must have reached all of it
}

TEST_CASE("squareoff/agenda: less news makes it due a moment after the first of it") {
    Agenda agenda;
    agenda.set("A1", kLate, 5, 0);
    agenda.news({"A1", "s", 1}, 100);
    agenda.news({"A1", "s", 2}, 200);
    CHECK_EQ(taken(agenda, 99 + kGatherUs, kLate), Names{});
    CHECK_EQ(taken(agenda, 100 + kGatherUs, kLate), Names{"A1"});
}

TEST_CASE("squareoff/agenda: news of an account that is not open has no effect") {
    Agenda agenda;
    agenda.news({"A1", "s", 1}, 100);
    agenda.again({"A1", "s", 1}, 100);
    CHECK_EQ(agenda.size(), 0);
}

TEST_CASE("squareoff/agenda: news that comes while the account is looked at is not forgotten") {
    Agenda agenda;
    agenda.set("A1", 10, 1, 0);
    CHECK_EQ(taken(agenda, 10, kLate), Names{"A1"});
    agenda.news({"A1", "s", 7}, 11);
    agenda.set("A1", kLate, 3, 12);
    CHECK_EQ(taken(agenda, 12 + kGatherUs, kLate), Names{"A1"});
}

TEST_CASE("squareoff/agenda: a call without a number is not forgotten either") {
    for (const bool by_wake : {true, false}) {
        Agenda agenda;
        agenda.set("A1", 10, 1, 0);
        CHECK_EQ(taken(agenda, 10, kLate), Names{"A1"});
        if (by_wake) {
            agenda.urgent("A1", 11);
        } else {
            agenda.news({"A1", "", 0}, 11);
        }
        agenda.set("A1", kLate, 3, 12);
        CHECK_EQ(taken(agenda, 12 + kGatherUs, 2 * kLate), Names{"A1"});
        agenda.set("A1", kLate, 3, 13 + kGatherUs);  // it has been looked at since
        CHECK_EQ(taken(agenda, kLate - 1, 2 * kLate), Names{});
    }
}

TEST_CASE("squareoff/agenda: urgent is now, and again is when it was asked for") {
    Agenda agenda;
    agenda.set("A1", kLate, 3, 0);
    agenda.set("A2", kLate, 3, 0);
    agenda.urgent("A1", 50);
    agenda.again({"A2", "s", 9}, 60);
    CHECK_EQ(taken(agenda, 50, kLate), Names{"A1"});
    CHECK_EQ(taken(agenda, 60, kLate), Names{"A2"});
}

TEST_CASE("squareoff/agenda: urgent news counts though nothing was known to go on there") {
    Agenda agenda;
    agenda.urgent("A1", 50);
    CHECK_EQ(taken(agenda, 50, kLate), Names{"A1"});
    agenda.forget("A1", nullptr, 0);
    CHECK_EQ(agenda.size(), 0);
}

TEST_CASE("squareoff/agenda: an account that was called while it was looked at is not forgotten") {
    Agenda agenda;
    agenda.set("A1", 10, 0, 0);
    CHECK_EQ(taken(agenda, 10, kLate), Names{"A1"});
    agenda.urgent("A1", 20);
    agenda.forget("A1", nullptr, 0);
    CHECK_EQ(taken(agenda, 20, kLate), Names{"A1"});
    agenda.forget("A1", nullptr, 0);
    CHECK_EQ(agenda.size(), 0);
}

TEST_CASE("squareoff/agenda: the age is that of the account that has stood in it longest") {
    Agenda agenda;
    CHECK_EQ(agenda.oldest_us(500), 0);
    agenda.set("A1", kLate, 0, 100);
    agenda.set("A2", kLate, 0, 200);
    agenda.set("A1", kLate, 3, 300);  // looked at again: not begun anew
    CHECK_EQ(agenda.oldest_us(500), 400);
    CHECK_EQ(agenda.oldest_us(50), 0);  // the clock was set back
    agenda.forget("A1", nullptr, 0);
    CHECK_EQ(agenda.oldest_us(500), 300);
}

TEST_CASE("squareoff/agenda: accounts with many orders out do not share one look") {
    Agenda agenda;
    for (const char* account : {"A", "B", "C"}) agenda.set(account, 100, 700, 0);
    CHECK_EQ(agenda.take_due(100, kLate, 10, 1'000).size(), 1);
    CHECK_EQ(agenda.take_due(100, kLate, 10, 1'400).size(), 2);
    agenda.set("D", 100, 5'000, 0);  // one alone is always looked at
    CHECK_EQ(agenda.take_due(100, kLate, 10, 1'000).size(), 1);
}

TEST_CASE(
    "squareoff/agenda: news of an account where nothing goes on is looked at, once and late") {
    Agenda agenda;
    agenda.news({"A1", "s", 4}, 100);
    agenda.news({"A1", "s", 5}, 200);
    CHECK_EQ(agenda.size(), 0);
    CHECK_EQ(agenda.oldest_us(5'000'000), 0);
    CHECK_EQ(taken(agenda, 99 + Agenda::kLateUs, kLate), Names{});
    const auto due = agenda.take_due(100 + Agenda::kLateUs, kLate, 10, 1'000);
    REQUIRE_EQ(due.size(), 1);
    CHECK_EQ(due[0].seq, 5);
    agenda.forget("A1", nullptr, 0);
    CHECK_EQ(taken(agenda, 2 * kLate, kLate), Names{});
}

TEST_CASE("squareoff/agenda: news that the last look has seen is no reason for another one") {
    Agenda agenda;
    agenda.set("A1", 10, 0, 0);
    CHECK_EQ(taken(agenda, 10, kLate), Names{"A1"});
    agenda.news({"A1", "s", 5}, 15);  // while the look goes on
    agenda.forget("A1", seen_until(7), 20);
    agenda.news({"A1", "s", 7}, 30);
    CHECK_EQ(taken(agenda, 2 * Agenda::kLateUs, kLate), Names{});

    agenda.news({"A1", "s", 8}, 40);
    agenda.news({"A1", "s", 6}, 45);
    CHECK_EQ(taken(agenda, 39 + Agenda::kLateUs, kLate), Names{});
    const auto due = agenda.take_due(40 + Agenda::kLateUs, kLate, 10, 1'000);
    REQUIRE_EQ(due.size(), 1);
    CHECK_EQ(due[0].seq, 8);
}

TEST_CASE("squareoff/agenda: of another source, or unseen while the look went on: looked at late") {
    Agenda agenda;
    agenda.forget("A1", seen_until(7), 20);
    agenda.news({"A1", "other", 3}, 30);
    CHECK_EQ(taken(agenda, 30 + Agenda::kLateUs, kLate), Names{"A1"});

    agenda.set("A2", 10, 0, 0);
    CHECK_EQ(taken(agenda, 10, kLate), Names{"A2"});
    agenda.news({"A2", "s", 8}, 15);
    agenda.forget("A2", seen_until(7), 20);
    CHECK_EQ(agenda.size(), 0);
    CHECK_EQ(taken(agenda, 20 + Agenda::kLateUs, kLate), Names{"A2"});
}

TEST_CASE(
    "squareoff/agenda: of a finished account what the books have not reached is looked at late") {
    Agenda agenda;
    agenda.news({"A1", "s", 8}, 0);
    CHECK_EQ(taken(agenda, Agenda::kLateUs, kLate), Names{"A1"});  // with a command of the account
    squareoff::Outcome looked;
    looked.not_yet = {{"A1", "s", 8}};
    looked.finished = {"A1"};
    looked.seen = seen_until(7);
    agenda.take(looked, Agenda::kLateUs, Agenda::kLateUs + 2'000);
    CHECK_EQ(agenda.size(), 0);
    const auto due = agenda.take_due(2 * Agenda::kLateUs, kLate, 10, 1'000);
    REQUIRE_EQ(due.size(), 1);
    CHECK_EQ(due[0].seq, 8);
}

TEST_CASE("squareoff/agenda: a look tells what goes on, and what to look for again") {
    Agenda agenda;
    squareoff::Outcome looked;
    looked.now_us = 1'000;
    looked.open["A1"] = {.look_us = 5'000, .awaited = 2};
    looked.open["A2"] = {.look_us = 5'000, .awaited = 2};
    looked.not_yet = {{"A2", "s", 8}};
    looked.seen = seen_until(7);
    agenda.take(looked, 100, 300);
    CHECK_EQ(agenda.size(), 2);
    CHECK_EQ(taken(agenda, 300, kLate), Names{"A2"});
    CHECK_EQ(taken(agenda, 4'100, kLate), Names{"A1"});
}

TEST_CASE("squareoff/agenda: what a look has seen is remembered for so long, and of the last one") {
    Agenda agenda;
    agenda.forget("A1", seen_until(7), 0);
    agenda.forget("A2", seen_until(7), Agenda::kLateUs - 1);
    agenda.forget("A1", seen_until(9), Agenda::kLateUs - 1);
    agenda.forget("A3", seen_until(7), Agenda::kLateUs);  // the first of A1 is over
    agenda.news({"A1", "s", 9}, Agenda::kLateUs);
    agenda.news({"A2", "s", 7}, Agenda::kLateUs);
    CHECK_EQ(taken(agenda, kLate, 2 * kLate), Names{});
    agenda.forget("A3", seen_until(7), 3 * Agenda::kLateUs);
    agenda.news({"A1", "s", 9}, 3 * Agenda::kLateUs);
    CHECK_EQ(taken(agenda, kLate, 2 * kLate), Names{"A1"});
}

TEST_CASE("squareoff/agenda: an account where something begins to go on is not late any more") {
    Agenda agenda;
    agenda.news({"A1", "s", 4}, 100);
    agenda.set("A1", kLate, 1, 200);
    CHECK_EQ(agenda.size(), 1);
    CHECK_EQ(agenda.oldest_us(250), 50);
    CHECK_EQ(taken(agenda, 200 + kGatherUs, kLate), Names{"A1"});
    agenda.news({"A2", "s", 4}, 300);
    agenda.urgent("A2", 400);
    CHECK_EQ(taken(agenda, 400, kLate), Names{"A2"});
}
