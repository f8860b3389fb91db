#include "common/overview/tables.h"

#include <doctest/doctest.h>

using overview::Group;
using overview::notices_sql;
using overview::own_orders_sql;
using overview::Parked;
using overview::parked_groups_sql;
using overview::parked_total_sql;
using overview::Pause;
using overview::pauses_sql;
using overview::read_notices;
using overview::read_own_orders;
using overview::read_parked;
using overview::read_pauses;
using overview::read_server;
using overview::read_watermarks;
using overview::server_sql;
using overview::Stream;
using overview::watermarks_sql;

TEST_CASE("overview/tables: a row of watermarks is a stream of its partition") {
    const auto streams = read_watermarks({{"3", "nse-1", "20260803", "712", "1785728700123456"}});
    REQUIRE(streams.size() == 1);
    CHECK(streams[0].number == 3);
    CHECK(streams[0].stream == Stream{"nse-1", 20260803, 712, 1785728700123456});
}

TEST_CASE("overview/tables: a pause says who, why, and whether the ledger has stopped") {
    const auto pauses = read_pauses({{"1", "ravi", "swap", "17", "", "0", "0"},
                                     {"2", "asha", "look", "18", "host:4711", "19", "20"}});
    REQUIRE(pauses.size() == 2);
    CHECK(pauses[0].pause == Pause{"ravi", "swap", 17, "", 0, 0});
    CHECK_FALSE(pauses[0].pause.catching_up());
    CHECK(pauses[1].number == 2);
    CHECK(pauses[1].pause.drained_by == "host:4711");
    CHECK(pauses[1].pause.resumed_us == 20);
    CHECK(pauses[1].pause.catching_up());
}

TEST_CASE("overview/tables: every state of a notice is there, in the order of its life") {
    const auto states = read_notices({{"dead", "2", "18"}, {"sent", "700", "19"}});
    REQUIRE(states.size() == 5);
    CHECK(states[0] == Group{"waiting", 0, 0});
    CHECK(states[3] == Group{"sent", 700, 19});
    CHECK(states[4] == Group{"dead", 2, 18});
}

TEST_CASE("overview/tables: every state of an order of ours is there, others are passed over") {
    const auto states = read_own_orders({{"done", "9", "18"}, {"new in a later schema", "1", "1"}});
    REQUIRE(states.size() == 9);
    CHECK(states[0] == Group{"planned", 0, 0});
    CHECK(states[5] == Group{"done", 9, 18});
}

TEST_CASE("overview/tables: parked events have a total and groups") {
    const Parked parked = read_parked({{"12"}}, {{"price", "10", "5"}, {"ref", "2", "6"}});
    CHECK(parked.total == 12);
    CHECK(parked.groups == std::vector<Group>{{"price", 10, 5}, {"ref", 2, 6}});
}

TEST_CASE("overview/tables: the database's clock is read in the middle between asking and answer") {
    const auto ahead_us = [](const char* theirs_us) {
        return read_server({{"10.11", "9", "18", theirs_us}}, 1'000'000, 1'400'000).clock_ahead_us;
    };
    CHECK(ahead_us("1200000") == 0);
    CHECK(ahead_us("6200000") == 5'000'000);
    CHECK(ahead_us("200000") == -1'000'000);
    CHECK(read_server({{"10.11", "9", "18", "1"}}, 0, 0) == overview::Database{"10.11", 9, 18, 1});
}

TEST_CASE("overview/tables: open commands have a number, and the oldest an id and an age") {
    const auto open = overview::read_open_commands({{"3", "40000000", "exit-17"}},
                                                   {{"why", "5", "0"}}, 100'000'000);
    CHECK(open == overview::OpenCommands{3, 60'000'000, "exit-17", {{"why", 5, 0}}});
    CHECK(overview::read_open_commands({{"0", "0", ""}}, {}, 1) == overview::OpenCommands{});
}

TEST_CASE("overview/tables: every statement ends by itself") {
    for (const std::string& sql :
         {watermarks_sql(), pauses_sql(), overview::open_commands_sql(), parked_total_sql(),
          parked_groups_sql(), notices_sql(), own_orders_sql(), server_sql()}) {
        CAPTURE(sql);
        CHECK(sql.starts_with("SET STATEMENT max_statement_time=0.5 FOR SELECT "));
    }
}

TEST_CASE("overview/tables: rows in doubt by session, of those that have any") {
    using Sessions = std::vector<overview::InDoubt>;
    const auto found = overview::read_doubts(
        {{"bse-1", "0", "0", "2", "70000000", "3"}, {"nse-1", "16", "40000000", "0", "0", "0"}},
        100'000'000);
    CHECK(found.contradicted == Sessions{{"nse-1", 16, 60'000'000}});
    CHECK(found.unanswered == Sessions{{"bse-1", 2, 30'000'000}});
}
