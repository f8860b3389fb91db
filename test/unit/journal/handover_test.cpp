#include "common/journal/handover.h"

#include <doctest/doctest.h>

#include <thread>

#include "test/unit/loop/run_until.h"

using journal::Failed;
using journal::Handover;
using journal::Inbound;
using journal::Report;
using journal::Settled;
using loop::Loop;
using test::run_until;

namespace {

constexpr size_t kPrefetch = 10;

Inbound inbound(uint64_t epoch, uint64_t tag) {
    Inbound one;
    one.epoch = epoch;
    one.tag = tag;
    return one;
}

// A loop and what has been reported to it.
struct Site {
    Loop loop;
    std::vector<Report> reports;
    Handover handover{loop, kPrefetch,
                      [this](Report report) { reports.push_back(std::move(report)); }};
};

}  // namespace

TEST_CASE(
    "journal/handover: gives records to the worker in order, as many as a few links may leave") {
    Site site;
    uint64_t pushed = 0;
    while (site.handover.try_push(inbound(1, pushed))) ++pushed;
    CHECK(pushed == 4 * kPrefetch);
    const auto taken = site.handover.take_all();
    REQUIRE(taken.size() == pushed);
    CHECK(taken.front().tag == 0);
    CHECK(taken.back().tag == pushed - 1);
    CHECK(site.handover.try_push(inbound(1, pushed)));
}

TEST_CASE("journal/handover: what was noted is reported when it is settled, each link's apart") {
    Site site;
    for (const Inbound& one : {inbound(1, 7), inbound(1, 8), inbound(2, 1)}) {
        site.handover.note(one);
    }
    CHECK(site.handover.noted() == 3);
    CHECK_FALSE(run_until(
        site.loop, [&] { return !site.reports.empty(); }, 20));
    site.handover.settle();
    CHECK(site.handover.noted() == 0);
    REQUIRE(run_until(site.loop, [&] { return site.reports.size() == 2; }));
    const auto& first = std::get<Settled>(site.reports[0]);
    const auto& second = std::get<Settled>(site.reports[1]);
    CHECK(first.epoch == 1);
    CHECK(first.tags == std::vector<uint64_t>{7, 8});
    CHECK(second.epoch == 2);
    CHECK(second.tags == std::vector<uint64_t>{1});
    site.handover.settle();
    CHECK_FALSE(run_until(
        site.loop, [&] { return site.reports.size() > 2; }, 20));
}

TEST_CASE("journal/handover: a report waits for room, none is lost") {
    constexpr uint64_t kReports = 20'000;  // more than the loop's side holds
    Site site;
    std::thread worker{[&] {
        for (uint64_t epoch = 0; epoch < kReports; ++epoch) {
            site.handover.post(Settled{epoch, {}});
        }
        site.handover.post(Failed{"end"});
    }};
    const bool all = run_until(site.loop, [&] { return site.reports.size() == kReports + 1; });
    site.handover.close();
    worker.join();
    REQUIRE(all);
    for (uint64_t epoch = 0; epoch < kReports; ++epoch) {
        REQUIRE(std::get<Settled>(site.reports[epoch]).epoch == epoch);
    }
    CHECK(std::get<Failed>(site.reports.back()).why == "end");
}

TEST_CASE("journal/handover: closed, it takes nothing in and whoever waits goes on") {
    Site site;
    uint64_t posted = 0;
    std::thread worker{[&] {
        while (site.handover.post(Settled{posted, {}})) ++posted;  // nobody takes them
        site.handover.pause(std::chrono::hours{1});
    }};
    REQUIRE(site.handover.try_push(inbound(1, 1)));
    site.handover.close();
    worker.join();
    CHECK(posted == 4096);
    CHECK_FALSE(site.handover.try_push(inbound(1, 2)));
    CHECK(site.handover.take_all().size() == 1);
}
