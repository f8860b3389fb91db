#include <doctest/doctest.h>

#include "test/unit/fix/pair.h"

TEST_CASE("fix/engine: messages pass both ways under the numbers that send returns") {
    Pair pair;
    REQUIRE(pair.log_on());
    CHECK(pair.venue->logged_on("member"));
    const int64_t first = pair.venue->send("member", numbered(1));
    const int64_t second = pair.venue->send("member", numbered(2));
    CHECK(first == 2);
    CHECK(second == 3);
    CHECK(pair.venue->our_next("member") == 4);
    REQUIRE(pair.member_heard.wait_messages(2));
    const auto heard = pair.member_heard.now().messages;
    CHECK(heard[0].session == "venue");
    CHECK(heard[0].seq == first);
    CHECK(heard[1].seq == second);
    CHECK(heard[0].sending_time_us > 0);
    CHECK(exec_ids(heard) == std::vector<std::string>{"exec-1", "exec-2"});
    CHECK(pair.member->send("venue", numbered(3)) == 2);
    REQUIRE(pair.venue_heard.wait_messages(1));
}

TEST_CASE("fix/engine: repeating groups arrive in the order in which they were written") {
    Pair pair;
    REQUIRE(pair.log_on());
    fix::Message prices;
    prices.type = "W";
    prices.add(55, "NIFTY");
    prices.groups.push_back({268, {{{269, "0"}, {270, "9.5"}}, {{269, "1"}, {270, "9.7"}}}});
    CHECK(pair.venue->send("member", prices) > 0);
    REQUIRE(pair.member_heard.wait_messages(1));
    std::string flat;
    const auto heard = pair.member_heard.now().messages;
    for (const fix::Tag& tag : heard[0].fields) {
        flat += std::to_string(tag.number) + "=" + tag.value + " ";
    }
    CHECK(flat == "55=NIFTY 268=2 269=0 270=9.5 269=1 270=9.7 ");
}

TEST_CASE("fix/engine: without a logon nothing is sent and nothing is stored") {
    Pair pair;
    pair.make_venue();
    REQUIRE(pair.venue->start() == "");
    CHECK(pair.venue->send("member", numbered(1)) == 0);
    CHECK(pair.venue->send("nobody", numbered(1)) == 0);
    CHECK(pair.venue->our_next("member") == 1);
    CHECK(pair.venue->stored("member", 1).empty());
}

TEST_CASE("fix/engine: stored gives back our application messages from a number on") {
    Pair pair;
    REQUIRE(pair.log_on());
    for (int i = 1; i <= 3; ++i) CHECK(pair.venue->send("member", numbered(i)) > 0);
    const auto stored = pair.venue->stored("member", 3);
    CHECK(exec_ids(stored) == std::vector<std::string>{"exec-2", "exec-3"});
    CHECK(stored[0].seq == 3);
    CHECK(pair.venue->stored("member", 1).size() == 3);
}

TEST_CASE("fix/engine: two sessions share the acceptor's port") {
    Pair pair;
    pair.venue_config.sessions.push_back({.name = "second", .sender = "VENUE", .target = "OTHER"});
    fix::SessionConfig other = pair.member_config.sessions[0];
    other.name = "other";
    other.sender = "OTHER";
    other.begin_string = pair.venue_config.sessions[1].begin_string = "FIX.4.2";
    pair.member_config.sessions.push_back(other);
    REQUIRE(pair.log_on());
    REQUIRE(pair.member_heard.wait_logons(2));
    REQUIRE(pair.venue_heard.wait_logons(2));
    CHECK(pair.venue->send("second", numbered(7)) == 2);
    REQUIRE(pair.member_heard.wait_messages(1));
    CHECK(pair.member_heard.now().messages[0].session == "other");
}

TEST_CASE("fix/engine: the port and its sessions are free again after stop") {
    Pair pair;
    REQUIRE(pair.log_on());
    pair.member.reset();
    pair.venue.reset();
    CHECK(pair.log_on());
    CHECK(pair.member_heard.now().logons.back() == 4);  // logon, logout, logon: the numbers go on
}

TEST_CASE("fix/engine: a port in use is a reason, not a crash") {
    Pair pair;
    pair.make_venue();
    REQUIRE(pair.venue->start() == "");
    Heard heard;
    fix::EngineConfig config = pair.venue_config;
    config.sessions[0].target = "OTHER";
    fix::Engine second{config, heard};
    CHECK(second.start() != "");
}
