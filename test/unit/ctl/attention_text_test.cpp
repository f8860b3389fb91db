#include "producers/ctl/watch/attention_text.h"

#include <doctest/doctest.h>

#include "common/base/clock.h"
#include "producers/ctl/doctor/doctor_checks.h"
#include "producers/ctl/watch/overview_text.h"
#include "producers/ctl/watch/trouble.h"
#include "test/unit/ctl/now.h"
#include "test/unit/ctl/overview_value.h"

using ctl::AlertsReading;
using ctl::CommandsReading;

namespace {

AlertsReading two_alerts() {
    return AlertsReading::of(
        {{"BooksNotTrusted", true, "", "x", kNow - 242 * base::kSecondUs},
         {"LedgerLag", false, "partition 3", "y", kNow - 12 * base::kSecondUs}});
}

CommandsReading three_commands() {
    return CommandsReading::of({3, 242 * base::kSecondUs, "exit-17", {}});
}

}  // namespace

TEST_CASE("ctl/attention: alerts and commands are one line each") {
    CHECK(ctl::alerts_line(two_alerts(), kNow) ==
          "2 fire: BooksNotTrusted (critical, 4m 2s); LedgerLag (partition 3, 12s)");
    CHECK(ctl::alerts_line(AlertsReading::of({{"A", false, "", "", 0}}), kNow) == "1 fires: A");
    CHECK(ctl::alerts_line(AlertsReading::of({}), kNow) == "none fires");
    CHECK(ctl::commands_line(three_commands()) == "3 open, the oldest exit-17 for 4m 2s");
    CHECK(ctl::commands_line(CommandsReading::of({})) == "none open");
    CHECK(ctl::commands_line(CommandsReading::of({}), {{"squareoff.01", 1, 0}}) ==
          "none open; 1 message waits in squareoff.01 and nobody reads it: start the square-off");
}

TEST_CASE("ctl/attention: of many alerts the first are told and the others counted") {
    std::vector<overview::Alert> many;
    for (const char* name : {"A", "B", "C", "D", "E", "F", "G", "F"})
        many.push_back({.name = name});
    CHECK(ctl::alerts_line(AlertsReading::of(many), kNow) ==
          "8 fire: A; B; C; D; E; 3 more: status --json");
}

TEST_CASE("ctl/attention: alerts of one name are told together, with what each is about") {
    const auto line = [](const std::vector<overview::Alert>& alerts) {
        return ctl::alerts_line(AlertsReading::of(alerts), kNow);
    };
    const int64_t minute_us = 60 * base::kSecondUs;
    CHECK(line({{"LedgerLag", false, "job ledger, partition 2", "", kNow - minute_us},
                {"X", true, "", "", kNow},
                {"LedgerLag", false, "job ledger, partition 0", "", kNow - 3 * minute_us},
                {"LedgerLag", true, "job ledger, partition 1", "", 0}}) ==
          "4 fire: LedgerLag (3: critical, job ledger, partition 0, 1, 2, the oldest 3m 0s); "
          "X (critical, 0s)");
    CHECK(line({{"A", false, "queue q1, node n", "", 0}, {"A", false, "session s", "", 0}}) ==
          "2 fire: A (2: queue q1, node n, …)");
    CHECK(line(std::vector<overview::Alert>(3, {.name = "A"})) == "3 fire: A (3)");
    std::vector<overview::Alert> wide;
    for (const char* value : {"a", "b", "c", "d", "e", "f", "g"}) {
        wide.push_back({.name = "A", .about = std::string{"queue "} + value});
    }
    CHECK(line(wide) == "7 fire: A (7: queue a, b, c, d, e, f, …)");
}

TEST_CASE("ctl/attention: what cannot be asked says why, in text and JSON, and is no trouble") {
    auto site = healthy_site();
    site.alerts = AlertsReading::not_known("no answer");
    site.commands = CommandsReading::not_known("no table");
    const std::string text = ctl::status_text(site);
    CHECK(text.find("\nalerts        not known: no answer\ncommands      not known: no table\n") !=
          text.npos);
    const std::string json = ctl::status_json(site);
    CHECK(json.find(R"("alerts":{"count":null,"firing":[],"unknown":"no answer"},)"
                    R"("open_commands":{"count":null,"oldest_id":"","oldest_us":null,)"
                    R"("unknown":"no table","unread":[]})") != json.npos);
    CHECK(ctl::troubles(site).empty());
}

TEST_CASE("ctl/attention: alerts that fire and commands that go on change no exit code") {
    auto site = healthy_site();
    site.alerts = two_alerts();
    site.commands = three_commands();
    CHECK(ctl::troubles(site).empty());
    const std::string json = ctl::status_json(site);
    CHECK(
        json.find(R"("alerts":{"count":2,"firing":[{"name":"BooksNotTrusted","critical":true,)") !=
        json.npos);
    CHECK(json.find(R"("open_commands":{"count":3,"oldest_id":"exit-17","oldest_us":242000000,)") !=
          json.npos);
    const ctl::Findings found{ctl::check_alerts(two_alerts(), kNow, true),
                              ctl::check_alerts(AlertsReading{}, kNow, false),
                              ctl::check_commands(three_commands()),
                              ctl::check_commands(CommandsReading{})};
    CHECK(ctl::all_hold(found));
}
