#include <doctest/doctest.h>

#include <fstream>
#include <iterator>
#include <string>

#include "producers/ctl/doctor/doctor_checks.h"

using ctl::Findings;
using ctl::Level;

TEST_CASE("ctl/doctor: clocks agree within a second, the asking counted in their favour") {
    CHECK(ctl::apart_us({{10, 20}, {15, 15}}) == 0);
    CHECK(ctl::apart_us({{10, 20}, {25, 30}}) == 5);
    CHECK(ctl::apart_us({{10, 20}, {1, 3}}) == 7);
    constexpr int64_t kSecond = 1'000'000;
    CHECK(ctl::check_clock("clock.broker", {{0, 5}, {kSecond + 5, kSecond + 9}}).level ==
          Level::Ok);
    const auto apart = ctl::check_clock("clock.broker", {{0, 5}, {kSecond + 6, kSecond + 9}});
    CHECK((apart.level == Level::Bad && apart.check == "clock.broker"));
    CHECK(ctl::check_clock("clock.broker", {{3 * kSecond, 3 * kSecond}, {0, 9}}).level ==
          Level::Bad);
}

TEST_CASE("ctl/doctor: a path must be there, with room") {
    constexpr int64_t kMebibyte = 1 << 20;
    const auto level = [](int64_t free_mb) {
        return ctl::check_path({"/var", "", free_mb * kMebibyte, 1000 * kMebibyte}, 100).level;
    };
    CHECK(level(99) == Level::Bad);
    CHECK(level(100) == Level::Warn);
    CHECK(level(200) == Level::Ok);
    const auto large = ctl::check_path({"/var", "", 9'999 * kMebibyte, 100'000 * kMebibyte}, 100);
    CHECK((large.level == Level::Warn && large.remedy.find("DiskNearlyFull") != std::string::npos));
    CHECK(ctl::check_path({"/var", "", 10'000 * kMebibyte, 100'000 * kMebibyte}, 100).level ==
          Level::Ok);
    const auto gone = ctl::check_path({"/gone", "No such file or directory", 0, 0}, 100);
    CHECK((gone.level == Level::Bad && gone.found == "/gone: No such file or directory"));
}

TEST_CASE("ctl/doctor: the alert's limit of a disk is the one that its rule has") {
    std::ifstream rules{DISK_RULES};
    const std::string text{std::istreambuf_iterator<char>{rules}, {}};
    const std::string limit = "node_filesystem_avail_bytes / node_filesystem_size_bytes < 0." +
                              std::to_string(ctl::kAlertFreePercent / 10) + " ";
    CHECK(ctl::kAlertFreePercent % 10 == 0);
    CHECK(text.find(limit) != std::string::npos);
}

TEST_CASE("ctl/doctor: descriptors of this process") {
    CHECK(ctl::check_descriptors({1024, 4096}).level == Level::Ok);
    CHECK(ctl::check_descriptors({256, 4096}).level == Level::Warn);
}

TEST_CASE("ctl/doctor: services that are down or not ready") {
    CHECK(ctl::check_service({"ledger-1", 200, "ready"}).level == Level::Ok);
    CHECK(ctl::check_service({"feed", 0, "http: Couldn't connect to server"}).level == Level::Bad);
    const auto waits = ctl::check_service({"relay", 503, "no link to the broker"});
    CHECK((waits.level == Level::Bad && waits.found == "relay: no link to the broker"));
}

TEST_CASE("ctl/doctor: pauses and the site's state") {
    for (const auto& one : ctl::check_site({{}, "ACTIVE", "", 20260803, 20260803}, 4)) {
        CHECK(one.level == Level::Ok);
    }
    const Findings paused = ctl::check_site({{{2, "ravi", "a repair", false, 1'785'728'700'000'000},
                                              {7, "x", "", false},
                                              {3, "y", "", true}},
                                             "PAUSED",
                                             "drill",
                                             20260731,
                                             20260803},
                                            4);
    REQUIRE(paused.size() == 5);
    CHECK(paused[0].found == "partition 2, since 2026-08-03 09:15:00 IST by ravi: a repair");
    CHECK(paused[1].found == "partition 7 does not exist");
    CHECK(paused[2].found == "partition 3 is catching up");
    CHECK(paused[3].found == "PAUSED: drill");
    CHECK(paused[4].found == "20260731 is open, the exchanges' date is 20260803");
    for (const auto& one : paused) CHECK(one.level == Level::Warn);
}

TEST_CASE("ctl/doctor: orders in doubt are told by session, and where they are listed") {
    ctl::SiteFacts facts{{}, "ACTIVE", "", 20260803, 20260803};
    facts.doubts = {{"bse-1", 0, 0, 3}, {"mcx-1", 0, 2, 3}, {"nse-1", 16, 0, 1}};
    Findings told;
    for (auto& one : ctl::check_site(facts, 4)) {
        if (one.check == "site.orders") told.push_back(std::move(one));
    }
    REQUIRE(told.size() == 3);
    CHECK(told[0].found == "session bse-1: 0 orders contradicted, 0 unanswered, 3 just sent");
    CHECK(told[0].level == Level::Ok);
    CHECK(told[1].found == "session mcx-1: 0 orders contradicted, 2 unanswered, 1 just sent");
    CHECK(told[1].level == Level::Warn);
    CHECK(told[1].remedy.starts_with("backstopctl orders --in-doubt"));
    CHECK(told[2].found == "session nse-1: 16 orders contradicted, 0 unanswered, 1 just sent");
    CHECK(told[2].level == Level::Bad);
}

TEST_CASE("ctl/doctor: a site that is left active on a day that is over is warned of") {
    ctl::SiteFacts facts{{}, "ACTIVE", "", 20260803, 20260803};
    facts.left_active = "the site is ACTIVE, and its day 20260803 is over";
    const auto found = ctl::check_site(facts, 4).back();
    CHECK((found.level == Level::Warn && found.found == facts.left_active));
}

TEST_CASE("ctl/doctor: cut-offs that wait for a person's word are warned of") {
    ctl::SiteFacts facts{{}, "ACTIVE", "", 20260803, 20260803};
    facts.unconfirmed = "the site is ACTIVE since before its day was opened, and does no cut-off";
    const auto found = ctl::check_site(facts, 4).back();
    CHECK((found.level == Level::Warn && found.check == "site.cutoffs"));
    CHECK(found.found == facts.unconfirmed);
}

TEST_CASE("ctl/doctor: a site without an open day is no good one") {
    const auto found = ctl::check_site({{}, "ACTIVE", "", 0, 20260803}, 4).back();
    CHECK((found.level == Level::Bad && found.found == "no trading day is open"));
}

TEST_CASE("ctl/doctor: the worst is told first, with what to do") {
    const Findings findings{ctl::good("a", "well"), ctl::bad("long.name", "broken", "mend it"),
                            ctl::warn("b", "odd", "look")};
    CHECK(ctl::findings_text(findings) ==
          "bad   long.name  broken\n"
          "                 -> mend it\n"
          "warn  b          odd\n"
          "                 -> look\n"
          "ok    a          well\n"
          "\n1 bad, 1 warnings, 1 ok\n");
    CHECK(ctl::findings_json({ctl::good("a", "well")}) ==
          R"({"ok":true,"findings":[{"level":"ok","check":"a","found":"well","remedy":""}]})");
    CHECK_FALSE(ctl::all_hold(findings));
}
