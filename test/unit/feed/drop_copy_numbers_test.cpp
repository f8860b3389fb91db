// A drop copy at an exchange on plain sockets whose numbers are not those of the last life.
#include <doctest/doctest.h>

#include <algorithm>
#include <atomic>
#include <memory>
#include <set>
#include <string>

#include "producers/feed/drop_copy.h"
#include "test/unit/feed/drop_copy_rig.h"
#include "test/unit/fix/raw_exchange.h"

namespace {

constexpr int64_t kDayUs = 86'400'000'000;
constexpr int64_t kNoonUs = 20'668 * kDayUs + 23'400'000'000;  // of 3 August 2026, in India
constexpr uint32_t kYesterday = 20260803;
constexpr uint32_t kToday = 20260804;

struct Site {
    TemporaryFolder folder;
    RawExchange exchange;
    std::atomic<int64_t> now_us{kNoonUs};
    std::unique_ptr<Life> life;

    void begin(const feed::Progress& from = feed::Numbering{4}.progress()) {
        auto config = Life::config_for(exchange.port(), folder.path("feed"));
        config.engine.wall_us = [this] { return now_us.load(); };
        life = std::make_unique<Life>(std::move(config), from);
    }
    void tell(const std::string& exec_id, uint32_t day) {
        fix::ExecutionReport report = make_fill(75, exec_id);
        report.day = day;
        exchange.send(fix::write(report, fix::Dialect{}));
    }
    // Reports of yesterday under 2 and on; the last one's number.
    int64_t yesterday(int count) {
        begin();
        REQUIRE(life->run_until([&] { return exchange.logged_on(); }));
        for (int i = 0; i < count; ++i) tell("Y" + std::to_string(i), kYesterday);
        REQUIRE(life->run_until_published(static_cast<size_t>(2 * count)));
        return exchange.out() - 1;
    }
    // Reports on odd numbers, heartbeats on even ones, and on `last` in any case.
    std::set<std::string> today(int64_t last, uint32_t day) {
        std::set<std::string> told;
        while (exchange.out() < last + 5) {
            const int64_t number = exchange.out();
            if (number == last || number % 2 == 0) {
                exchange.send_heartbeat();
            } else {
                told.insert("T" + std::to_string(number));
                tell("T" + std::to_string(number), day);
            }
        }
        return told;
    }
    [[nodiscard]] std::set<std::string> trades() const {
        std::set<std::string> ids;
        for (const std::string& json : life->published) {
            if (!json.starts_with(R"({"kind":"trade")")) continue;
            const size_t begin = json.find("\"id\":\"") + 6;
            ids.insert(json.substr(begin, json.find('"', begin) - begin));
        }
        return ids;
    }
    // Within 10 s.
    [[nodiscard]] bool tells(const std::set<std::string>& wanted) const {
        return life->run_until([&] { return std::ranges::includes(trades(), wanted); });
    }
    [[nodiscard]] int64_t resets() const {
        return life->counted("backstop_feed_exchange_resets_total");
    }
};

}  // namespace

TEST_CASE(
    "feed/drop_copy: no trade of the day is lost where the last report's number holds none today") {
    for (const bool admin_again : {false, true}) {
        for (const bool same_day : {false, true}) {
            CAPTURE(admin_again);
            CAPTURE(same_day);
            Site site;
            const int64_t last = site.yesterday(21);
            const feed::Progress progress = site.life->progress();
            site.life.reset();
            if (!same_day) site.now_us += kDayUs;
            site.exchange.begin_anew();
            site.exchange.set({.resends_admin = admin_again});
            const auto told = site.today(last, same_day ? kYesterday : kToday);
            site.begin(progress);
            REQUIRE(site.life->run_until([&] { return site.exchange.logged_on(); }));
            // No report that comes later is needed to find out.
            CHECK(site.tells(told));
            CHECK(site.trades() == told);
            CHECK(site.resets() == (same_day ? 1 : 0));
        }
    }
}

TEST_CASE("feed/drop_copy: a counterparty that never sends a report again is gone on with") {
    Site site;
    site.yesterday(5);
    site.exchange.set({.resends = false});
    for (int round = 0; round < 3; ++round) {
        const int resends = site.exchange.resends();
        site.exchange.hang_up();
        // What it sends while it is asked, it would not send again.
        REQUIRE(site.life->run_until([&] { return site.exchange.resends() >= resends + 2; }));
        const std::string id = "N" + std::to_string(round);
        site.tell(id, kYesterday);
        CHECK(site.tells({id}));
    }
    CHECK(site.resets() == 0);
    CHECK(site.life->progress().generation == 1);
    CHECK(site.trades().size() == 8);
}

TEST_CASE("feed/drop_copy: one that begins its numbers anew and refuses ours is followed") {
    for (const bool late : {false, true}) {
        CAPTURE(late);
        Site site;
        site.yesterday(20);
        site.now_us += kDayUs;
        if (late) {
            site.tell("L", kToday);  // under yesterday's numbers
            REQUIRE(site.tells({"L"}));
        }
        site.exchange.set({.spends = false, .refuses_high = true});
        site.exchange.begin_anew();
        for (const char* id : {"A", "B"}) site.tell(id, kToday);
        CHECK(site.tells({"A", "B"}));
        site.tell("C", kToday);
        CHECK(site.tells({"C"}));
        CHECK(site.resets() == (late ? 1 : 0));
    }
}

TEST_CASE("feed/drop_copy: one that goes on with a lower number loses nothing of the day") {
    Site site;
    site.yesterday(20);
    site.now_us += kDayUs;
    site.exchange.restart_at(site.exchange.out() - 5, site.exchange.expected());
    site.tell("A", kToday);
    CHECK(site.tells({"A"}));
    site.tell("B", kToday);
    CHECK(site.tells({"B"}));
    CHECK(site.exchange.refusals() <= 1);
}
