#include "producers/ctl/watch/overview_text.h"

#include <doctest/doctest.h>

#include <algorithm>

#include "test/unit/ctl/overview_value.h"

namespace {

bool has(const std::string& text, const std::string& part) { return text.find(part) != text.npos; }

}  // namespace

TEST_CASE("ctl/overview: a status says the site, its parts and that it is healthy") {
    const std::string text = ctl::status_text(healthy_site());
    CHECK(has(text,
              "day           20260803, opened 2026-08-03 09:15:00 IST, by asha: start of day\n"));
    for (const char* part :
         {"ACTIVE, epoch 3", "by asha: drill", "no alarm", "10.11, up 2h 5m, 12 connections",
          "2 of 2 ready: ledger-1 feed", "2 partitions, 70 messages waiting, at most 2.3 s behind",
          "waiting 2, sent 40", "\nhealthy\n"}) {
        CHECK_MESSAGE(has(text, part), part, text);
    }
    CHECK(std::ranges::count(text, '\n') <= 24);
}

TEST_CASE("ctl/overview: troubles stand at the end, and in the JSON") {
    auto site = healthy_site();
    site.database = overview::Reading<overview::Database>::not_known("no answer");
    CHECK(has(ctl::status_text(site), "1 in trouble:\n  database: not known: no answer\n"));
    const std::string json = ctl::status_json(site);
    CHECK(json.starts_with(
        R"({"verdict":"TRUSTED","healthy":false,"troubles":["database: not known: no answer"],"alerts":{"count":0,"firing":[],"unknown":""},)"
        R"("open_commands":{"count":0,"oldest_id":"","oldest_us":null,"unknown":"","unread":[]},"overview":{)"));
}

TEST_CASE("ctl/overview: the words of a database that does not answer stand in its own line") {
    auto site = healthy_site();
    make_silent(site, "connect: refused (111)");
    const std::string text = ctl::status_text(site);
    const std::string silent = "the database does not answer\n";
    for (const std::string line :
         {"verdict       NOT_TRUSTED: the books cannot be read: ", "commands      not known: ",
          "site          not known: ", "day           not known: ",
          "books         2 partitions, not known how far: ", "parked        not known: ",
          "notices       not known: ", "in doubt      not known: "}) {
        CHECK_MESSAGE(has(text, line + silent), line, text);
    }
    CHECK(has(text, "\ndatabase      does not answer: connect: refused (111)\n"));
    CHECK(has(text, "\n1 in trouble:\n  database: does not answer: connect: refused (111); start"));
}

TEST_CASE("ctl/overview: how far the books are is never said where it cannot be read") {
    auto site = healthy_site();
    site.watermarks = decltype(site.watermarks)::not_known("no answer");
    CHECK(has(ctl::status_text(site), "2 partitions, not known how far: no answer\n"));
    CHECK_FALSE(has(ctl::status_text(site), "behind"));
}

TEST_CASE("ctl/overview: queues and partitions as tables and as JSON") {
    auto site = healthy_site();
    site.queues.value->at(0).ready = 1;
    site.queues.value->at(3).consumers.reset();
    const std::string queues = ctl::queues_table(site);
    CHECK(has(queues, "ledger.01          70     70        0"));
    CHECK(has(queues, "1 messages"));
    CHECK(has(ctl::queues_json(site),
              R"("name":"ledger.01","waiting":70,"ready":70,"unacked":0,"consumers":null)"));
    CHECK(has(ctl::lag_table(site), "        1        200       70       2.3"));
    CHECK(ctl::queues_json(site).starts_with(R"({"queues":[{)"));
    CHECK(ctl::lag_json(site).starts_with(R"({"partitions":[{)"));
    CHECK(has(
        ctl::lag_json(site),
        R"({"partition":1,"watermark":200,"waiting":70,"missing":null,"behind_us":2340000,"lag_messages":70,"lag_us":2340000,)"));
}

TEST_CASE("ctl/overview: a list without rows says what is not there") {
    auto site = healthy_site();
    site.partitions.clear();
    site.queues.value->clear();
    CHECK(ctl::lag_table(site).starts_with("no partition is known: "));
    CHECK(ctl::queues_table(site).starts_with("the broker has no queues here: "));
}

TEST_CASE("ctl/overview: a partition that is catching up is told from one that is paused") {
    auto site = healthy_site();
    constexpr int64_t kMorning = 1'785'728'700'000'000;
    site.partitions[0].paused = overview::Pause{"ravi", "a repair", kMorning, "", 0, 0};
    site.partitions[0].lag_us.reset();
    site.partitions[1].paused = overview::Pause{"asha", "a look", 1, "host:1", 2, kMorning};
    CHECK(has(ctl::status_text(site), "at most 2.3 s behind, 1 paused, 1 catching up\n"));
    const std::string table = ctl::lag_table(site);
    CHECK(has(table, "  since 2026-08-03 09:15:00 IST; ravi: a repair\n"));
    CHECK(has(table, "catching up since 2026-08-03 09:15:00 IST; asha: a look\n"));
    CHECK(has(table, "  paused        123"));
    CHECK_FALSE(has(table, "no reading yet"));
    CHECK(has(ctl::lag_json(site), R"("behind_us":null,"lag_messages":0)"));
    CHECK(has(ctl::lag_json(site),
              R"("paused_since_us":1785728700000000,"paused":true,"catching_up":false})"));
    CHECK(has(ctl::lag_json(site), R"("paused":false,"catching_up":true})"));
}

TEST_CASE("ctl/overview: what waits behind a pause is one number everywhere") {
    auto site = healthy_site();
    constexpr int64_t kMorning = 1'785'728'700'000'000;
    site.partitions[1].paused = overview::Pause{"ravi", "a repair", kMorning, "host:1", 2, 0};
    site.partitions[1].lag_messages = 12;  // batches, as the broker has counted them 5 s ago
    site.partitions[1].missing = 30;
    const std::string status = ctl::status_text(site);
    CHECK(has(status, " 0 messages waiting, "));
    CHECK(has(status, "1 paused, where 30 recorded events wait\n"));
    CHECK(has(status,
              "partition 1: paused by ravi since 2026-08-03 09:15:00 IST: a repair; 30 "
              "recorded events wait\n"));
    CHECK(has(ctl::lag_table(site), " 30 events "));
    site.partitions[1].paused->resumed_us = kMorning;
    CHECK(has(ctl::status_text(site), "1 catching up, where 30 recorded events wait\n"));
    site.partitions[1].paused.reset();
    CHECK(has(ctl::status_text(site), " 12 messages waiting, "));
}

TEST_CASE("ctl/overview: a number without a reading says so, and what it waits for") {
    auto site = healthy_site();
    CHECK_FALSE(has(ctl::lag_table(site) + ctl::queues_table(site), "no reading yet"));
    site.partitions[0].applied_per_1000_s.reset();
    site.partitions[0].lag_us.reset();
    CHECK(has(ctl::lag_table(site),
              "\nno reading yet: APPLIED/S waits for a second reading, a second after the first; "
              "BEHIND S waits for a second reading, or for the first event of the day\n"));
    CHECK(has(ctl::status_text(site), ", not known of 1 of 2\n"));
    site.partitions[1].lag_us.reset();
    CHECK(has(ctl::status_text(site), "behind: no reading yet"));
    site.queues.value->at(0).ready.reset();
    CHECK(has(ctl::queues_table(site),
              "\nno reading yet: waits until the broker has counted the queue"));
    for (const std::string& text :
         {ctl::lag_table(site), ctl::queues_table(site), ctl::status_text(site)}) {
        CHECK_FALSE(has(text, " - "));
        CHECK_FALSE(has(text, " -\n"));
    }
}

TEST_CASE("ctl/overview: numbers for people") {
    CHECK(ctl::rate_text(std::nullopt) == "no reading yet");
    CHECK(ctl::rate_text(0) == "0");
    CHECK(ctl::rate_text(1'550) == "1.6");
    CHECK(ctl::rate_text(123'456) == "123");
    CHECK(ctl::seconds_text(2'399'999) == "2.3");
    CHECK(ctl::duration_text(59) == "59s");
    CHECK(ctl::duration_text(3'600 * 27 + 60) == "1d 3h");
}
