#include "common/overview/to_json.h"

#include <doctest/doctest.h>

#include "common/events/json_value.h"
#include "test/unit/holds.h"

using overview::Overview;
using overview::Reading;

TEST_CASE("overview/to_json: what is not known is null, and says why") {
    Overview overview;
    overview.queues = Reading<std::vector<overview::Queue>>::not_known("answers 401 \"no\"");
    const std::string json = to_json(overview);
    CHECK(events::read_json(json, json.size()).ok());
    CHECK(holds(
        json,
        R"("site":null,"day":null,"left_active":"","queues":null,"partitions":[],"parked":null)"));
    CHECK(holds(json, R"("queues":"answers 401 \"no\"")"));
    CHECK(holds(json, R"("database":"not read yet")"));
    CHECK(holds(json, R"("alerts":null)"));
    CHECK(holds(json, R"("alerts":"not read yet")"));
}

TEST_CASE("overview/to_json: what is known is there, and `unknown` is empty") {
    Overview overview{.taken_us = 17, .took_us = 3};
    overview.site = Reading<site::SiteState>::of({site::State::Active, 7, 18, "ravi", "down"});
    overview.day = Reading<site::TradingDay>::of({20260803, 16, 17, "asha", "start of day"});
    overview.queues = Reading<std::vector<overview::Queue>>::of(
        {{.name = "ledger.00", .ready = 0, .unacked = 2}});
    overview.partitions = {{.number = 3,
                            .streams = {{"nse-1", 20260803, 7, 19}},
                            .lag_messages = 4,
                            .paused = overview::Pause{"asha", "swap", 20, "", 0}}};
    overview.watermarks = Reading<std::vector<overview::Stream>>::of({});
    overview.parked = Reading<overview::Parked>::of({12, {{"price", 10, 5}}});
    overview.notices = Reading<std::vector<overview::Group>>::of({{"sent", 700, 0}});
    overview.own_orders = Reading<std::vector<overview::Group>>::of({{"working", 3, 62}});
    overview.in_doubt = Reading<std::vector<overview::InDoubt>>::of({{"nse-1", 2, 61}});
    overview.contradicted = Reading<std::vector<overview::InDoubt>>::of({{"bse-1", 16, 62}});
    overview.alerts = Reading<std::vector<overview::Alert>>::of(
        {{"DatabaseDown", true, "job x", "the database is down", 63}});
    overview.commands = Reading<overview::OpenCommands>::of({2, 64, "exit-1", {{"why", 5, 0}}});
    overview.services = {{"feed", true, false, {"no link", "no room"}}};
    overview.broker = Reading<std::vector<overview::Node>>::of({{.name = "n", .running = true}});
    overview.database = Reading<overview::Database>::of({"10.11", 9, 18, -20});
    const std::string json = to_json(overview);
    CHECK(events::read_json(json, json.size()).ok());
    CHECK(holds(json, R"("left_active":"the site is ACTIVE, and its day 20260803 is over")"));
    for (
        const char* part :
        {R"("site":{"state":"ACTIVE","epoch":7,"since_us":18,"by":"ravi","reason":"down"})",
         R"("day":{"day":20260803,"opened_us":16,"ends_us":17,"by":"asha","reason":"start of day"})",
         R"({"name":"ledger.00","kind":"work","ready":0,"unacked":2,"consumers":null,)",
         R"("streams":[{"source":"nse-1","day":20260803,"watermark":7,"updated_us":19}])",
         R"("lag_messages":4,"missing":null,"lag_us":null)",
         R"("paused":{"by":"asha","reason":"swap","since_us":20,"drained_by":"","drained_us":0,"resumed_us":0})",
         R"("parked":{"total":12,"groups":[{"name":"price","count":10,"newest_us":5}]})",
         R"("own_orders":[{"name":"working","count":3,"newest_us":62}])",
         R"("alerts":[{"name":"DatabaseDown","critical":true,"about":"job x",)"
         R"("summary":"the database is down","since_us":63}])",
         R"("commands":{"count":2,"oldest_us":64,"oldest_id":"exit-1","waiting":[{"name":"why","count":5,"newest_us":0}]})",
         R"({"session":"nse-1","orders":2,"oldest_us":61})",
         R"("contradicted":[{"session":"bse-1","orders":16,"oldest_us":62}])",
         R"({"name":"feed","live":true,"ready":false,"reasons":["no link","no room"]})",
         R"({"name":"n","running":true,"memory_alarm":false,)",
         R"("database":{"version":"10.11","up_seconds":9,"connections":18,"clock_ahead_us":-20},"unknown":{})"}) {
        CAPTURE(part);
        CHECK(holds(json, part));
    }
}
