#include "producers/ctl/watch/trouble.h"

#include <doctest/doctest.h>

#include "test/unit/ctl/overview_value.h"

using ctl::troubles;
using overview::Overview;
using overview::Queue;

namespace {

// The troubles of a site that is healthy but for what `change` does to it.
template <class Change>
std::vector<std::string> told_after(Change change) {
    Overview site = healthy_site();
    change(site);
    return troubles(site);
}

using Texts = std::vector<std::string>;

constexpr int64_t kMorning = 1'785'728'700'000'000;  // 09:15:00 in India

}  // namespace

TEST_CASE("ctl/trouble: a healthy site has none, whatever its notices and positions") {
    CHECK(troubles(healthy_site()).empty());
}

TEST_CASE("ctl/trouble: what is not known is trouble, one line for one cause") {
    const auto found = troubles(Overview{});
    CHECK(found == Texts{"site, day, broker, database, parked events, notices, orders in doubt, "
                         "watermarks, queues: not known: not read yet"});
    Overview two;
    two.site = overview::Reading<site::SiteState>::not_known("the disk");
    CHECK(troubles(two)[0] == "site: not known: the disk");
    CHECK(troubles(two)[1].starts_with("day, broker, "));
    CHECK(troubles(two).size() == 2);
}

TEST_CASE("ctl/trouble: a database that does not answer is told once, with what nobody knows") {
    const auto found = told_after([](Overview& site) {
        make_silent(site, "connect: refused");
        site.services[0].ready = false;
        site.services[0].reasons = {"database: partition 0 has no session"};
        site.services[1].ready = false;
        site.services[1].reasons = {"no link to the broker"};
    });
    REQUIRE(found.size() == 3);
    CHECK(found[0].starts_with("database: does not answer: connect: refused; start it ("));
    CHECK(found[0].find("nobody knows site, day, commands, books") != found[0].npos);
    CHECK(found[1] ==
          "services ledger-1: not ready: they wait for the database, and go on by themselves");
    CHECK(found[2] == "service feed: not ready: no link to the broker");
}

TEST_CASE("ctl/trouble: a service that lacks more than the database does not go on by itself") {
    const auto found = told_after([](Overview& site) {
        make_silent(site, "connect: refused");
        site.services[0].ready = false;
        site.services[0].reasons = {"database: partition 0 has no session",
                                    "broker: not consuming"};
        site.services[1].ready = false;
        site.services[1].reasons = {};
    });
    REQUIRE(found.size() == 3);
    CHECK(found[1] == "service ledger-1: not ready: broker: not consuming");
    CHECK(found[2] == "service feed: not ready: no answer");
}

TEST_CASE("ctl/trouble: no open day is one, with what to do") {
    CHECK(told_after([](Overview& site) {
              site.day = overview::Reading<site::TradingDay>::not_known(std::string{site::kNoDay});
          }) == Texts{std::string{site::kNoDay}});
}

TEST_CASE("ctl/trouble: a site that is active on a day that is over") {
    CHECK(told_after([](Overview& site) { site.day.value->ends_us = site.taken_us; }) ==
          Texts{"the site is ACTIVE, and its day 20260803 is over"});
}

TEST_CASE("ctl/trouble: services, broker and rows are each told") {
    CHECK(told_after([](Overview& site) {
              site.services[0].ready = false;
              site.services[0].reasons = {"no link to the broker"};
              site.services[1] = {"feed", false, false, {}};
          }) == Texts{"service ledger-1: not ready: no link to the broker",
                      "service feed: down: no answer"});
    CHECK(told_after([](Overview& site) { site.broker.value->at(0).memory_alarm = true; }) ==
          Texts{"broker rabbit@host: memory alarm"});
    CHECK(told_after([](Overview& site) {
              site.broken_glass = overview::Reading<int64_t>::of(1);
          }) == Texts{"glass: 1 acts of one person alone are not countersigned: "
                      "backstopctl operator glass"});
    CHECK(told_after([](Overview& site) {
              site.parked.value->total = 3;
              site.in_doubt.value->at(0) = {"nse-1", 2, 61'000'000};
          }) ==
          Texts{"3 events are parked", "session nse-1: 2 orders unanswered, the oldest for 61 s"});
    CHECK(told_after([](Overview& site) {
              site.contradicted = overview::Reading<std::vector<overview::InDoubt>>::of(
                  {{"bse-1", 16, 120'000'000}});
          }) == Texts{"session bse-1: 16 orders contradicted, the oldest for 120 s"});
}

TEST_CASE("ctl/trouble: partitions that are paused, behind or lack a number") {
    CHECK(told_after([](Overview& site) {
              site.partitions[0].paused = overview::Pause{"ravi", "a repair", kMorning, "", 0, 0};
              site.partitions[1].gap_us = 4'000'000;
              site.partitions[1].held = 12;
              site.partitions[1].lag_us = 11'000'000;
          }) == Texts{"partition 0: paused by ravi since 2026-08-03 09:15:00 IST: a repair",
                      "partition 1: a number is missing since 4 s, 12 events wait behind it",
                      "partition 1: the books are 11 s behind"});
    CHECK(told_after([](Overview& site) {
              site.partitions[0].paused =
                  overview::Pause{"ravi", "a repair", 1, "host:1", 2, kMorning};
          }) ==
          Texts{"partition 0: exits wait, the books are catching up since 2026-08-03 09:15:00 "
                "IST; was paused by ravi: a repair"});
}

TEST_CASE("ctl/trouble: a pause that the verdict tells is not told twice") {
    CHECK(told_after([](Overview& site) {
              site.partitions[0].paused = overview::Pause{"ravi", "a repair", kMorning, "", 0, 0};
              site.partitions[0].missing = 7;
              verdict::Inputs inputs;
              inputs.now_us = inputs.day_opened_us = kMorning;
              inputs.day = 20260803;
              inputs.partitions = {{.number = 0, .missing = 7, .stood_us = 1}};
              inputs.pauses = {{0, "ravi", "a repair", kMorning, 0}};
              site.verdict = verdict::judge(inputs, {});
          }) == Texts{"partition 0: paused by ravi since 2026-08-03 09:15:00 IST: a repair; 7 "
                      "recorded events wait"});
}

TEST_CASE("ctl/trouble: dead letters, and queues that nobody reads") {
    Queue queue;
    queue.name = "dlq.feed";
    queue.kind = Queue::Kind::DeadLetters;
    queue.ready = 2;
    CHECK(ctl::queue_trouble(queue, false) == "2 messages");
    queue = {};
    queue.name = "squareoff.00";
    queue.consumers = 0;
    CHECK(ctl::queue_trouble(queue, false).empty());
    CHECK(ctl::queue_trouble(queue, true) == "nobody reads it, 0 messages wait");
    queue.unacked = 1;
    CHECK(ctl::queue_trouble(queue, false) == "nobody reads it, 1 messages wait");
    queue.consumers = 1;
    CHECK(ctl::queue_trouble(queue, true).empty());
    queue.consumers.reset();  // not counted yet
    CHECK(ctl::queue_trouble(queue, true).empty());
}
