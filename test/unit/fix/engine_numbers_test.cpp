// Our engine at an exchange on plain sockets whose numbers are not those we expect.
#include <doctest/doctest.h>

#include <algorithm>
#include <atomic>

#include "test/unit/db/temporary_folder.h"
#include "test/unit/fix/raw_exchange.h"

namespace {

constexpr int64_t kDayUs = 86'400'000'000;
constexpr int64_t kNoonUs = 20'000 * kDayUs + 23'400'000'000;  // 12:00 at an exchange in India
constexpr const char* kToday = "20241004";
constexpr const char* kTomorrow = "20241005";

std::string report(const std::string& exec_id, const std::string& day) {
    return "37=O|17=" + exec_id + "|150=F|39=2|75=" + day + "|";
}

// A member with a clock of his own, logged on at an exchange that has told `count` reports.
struct Site {
    TemporaryFolder folder;
    RawExchange exchange;
    Heard heard;
    std::atomic<int64_t> now_us{kNoonUs};
    std::unique_ptr<fix::Engine> member;

    explicit Site(int count) {
        make_member();
        REQUIRE(heard.wait_logons(1));
        for (int i = 0; i < count; ++i) exchange.send("8", report("E", kToday));
        REQUIRE(heard.wait_messages(static_cast<size_t>(count)));
    }
    void make_member() {
        fix::EngineConfig config;
        config.store_dir = folder.path("member");
        config.wall_us = [this] { return now_us.load(); };
        config.sessions.push_back({.name = "venue",
                                   .sender = "MEMBER",
                                   .target = "VENUE",
                                   .port = exchange.port(),
                                   .resend_application = false});
        member = std::make_unique<fix::Engine>(config, heard);
        heard.engine = member.get();
        REQUIRE(member->start().empty());
    }
    void ask(int count) {
        fix::Message question;
        question.type = "H";
        question.add(11, "order");
        for (int i = 0; i < count; ++i) REQUIRE(member->send("venue", question) > 0);
        REQUIRE(exchange.wait_expected(member->our_next("venue")));
    }
    // Whether the session works again, both ways.
    void check_it_works() {
        REQUIRE(heard.wait_logons(2));
        exchange.send("8", report("new", kTomorrow));
        REQUIRE(heard.wait([](const auto& facts) {
            const auto ids = exec_ids(facts.messages);
            return !ids.empty() && ids.back() == "new";
        }));
        ask(1);
    }
};

}  // namespace

TEST_CASE("fix/engine: a question of ours under yesterday's numbers is not of the exchange's day") {
    for (const bool refuses : {true, false}) {
        CAPTURE(refuses);
        Site site{20};
        site.exchange.set({.spends = false, .refuses_high = refuses});
        site.now_us += kDayUs;
        site.ask(5);
        site.exchange.begin_anew();
        site.check_it_works();
        CHECK(site.heard.now().days == 1);
        CHECK(site.heard.now().lost.empty());
        CHECK(site.exchange.refusals() <= 1);
    }
}

TEST_CASE("fix/engine: an exchange that begins anew within its day is told, and followed") {
    for (const bool refuses : {true, false}) {
        CAPTURE(refuses);
        Site site{20};
        site.exchange.set({.spends = false, .refuses_high = refuses});
        site.now_us += kDayUs;
        site.exchange.send("8", report("late", kTomorrow));
        REQUIRE(site.heard.wait_messages(21));
        site.ask(5);
        site.exchange.begin_anew();
        site.check_it_works();
        const auto facts = site.heard.now();
        CHECK(facts.days == 0);
        REQUIRE(facts.lost.size() == 1);
        CHECK(facts.lost[0].theirs);
        CHECK(facts.lost[0].ours);
        CHECK(site.member->our_next("venue") < 10);
    }
}

TEST_CASE("fix/engine: one that goes on a little lower is told, and nothing begins anew") {
    Site site{20};
    site.ask(5);
    site.now_us += kDayUs;
    const int64_t ours = site.member->our_next("venue");
    site.exchange.restart_at(site.exchange.out() - 1, site.exchange.expected());
    site.check_it_works();
    const auto facts = site.heard.now();
    CHECK(facts.days == 0);
    REQUIRE(facts.lost.size() == 1);
    CHECK(facts.lost[0].what == "its number is 21 where 22 was expected");
    CHECK_FALSE(facts.lost[0].ours);
    CHECK(site.member->our_next("venue") > ours);
    CHECK(site.exchange.refusals() == 0);
}

TEST_CASE("fix/engine: a reset that the exchange does not know of is taken back") {
    Site site{20};
    site.ask(50);
    site.now_us += kDayUs;
    const int64_t ours = site.member->our_next("venue");
    site.exchange.restart_at(8, site.exchange.expected());
    site.check_it_works();
    CHECK(site.heard.now().lost.size() == 1);
    CHECK(site.member->our_next("venue") > ours);
    CHECK(site.exchange.refusals() == 1);
    // What it has said before is not asked for once more.
    CHECK(site.heard.now().messages.size() == 21);
}

TEST_CASE("fix/engine: one that has lost some of ours is told, and gets lower numbers") {
    Site site{20};
    site.ask(50);
    site.exchange.set({.refuses_high = true});
    site.exchange.restart_at(site.exchange.out(), 30);
    site.check_it_works();
    const auto facts = site.heard.now();
    REQUIRE(facts.lost.size() == 1);
    CHECK(facts.lost[0].ours);
    CHECK_FALSE(facts.lost[0].theirs);
    CHECK(site.member->our_next("venue") < 35);
}

TEST_CASE("fix/engine: refusals that nobody counts are no loss") {
    Site site{20};
    site.exchange.set({.spends = false, .refuses_high = true, .refusal = "not open yet"});
    site.exchange.hang_up();
    REQUIRE(site.exchange.wait_refusals(2));
    site.exchange.set({.spends = false, .refuses_high = true});
    site.check_it_works();
    CHECK(site.heard.now().lost.empty());
    CHECK(site.heard.now().days == 0);
}

TEST_CASE("fix/engine: where our store is lost we go to what the exchange expects") {
    Site site{20};
    site.ask(500);
    site.member.reset();
    std::filesystem::remove_all(site.folder.path("member"));
    site.make_member();
    site.check_it_works();
    CHECK(site.heard.now().lost.empty());
    CHECK(site.exchange.refusals() == 1);
}

TEST_CASE("fix/engine: an answer with 141=Y is not answered for ever") {
    Site site{3};
    site.exchange.set({.answers_with_reset = true});
    site.exchange.hang_up();
    const int before = site.exchange.logons();
    site.check_it_works();
    for (const char* id : {"a", "b", "c"}) site.exchange.send("8", report(id, kToday));
    REQUIRE(site.heard.wait_messages(7));
    site.ask(3);
    CHECK(site.exchange.logons() - before <= 2);
    CHECK(exec_ids(site.heard.now().messages) ==
          std::vector<std::string>{"E", "E", "E", "new", "a", "b", "c"});
    CHECK(site.heard.now().logouts.size() == 1);
}
