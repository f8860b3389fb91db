#include "common/overview/reader.h"

#include <doctest/doctest.h>

using overview::Overview;
using overview::Reader;

TEST_CASE("overview/reader: where nothing answers, all is unknown, soon, and says why") {
    // Nothing listens on these ports: they are privileged and not in use.
    overview::OverviewConfig config;
    config.management_url = "http://127.0.0.1:1";
    config.services = {{"ledger-1", "http://127.0.0.1:2"}, {"feed", "http://127.0.0.1:3"}};
    config.timeout_ms = 500;
    db::DatabaseConfig database;
    database.port = 4;
    database.password = "x";
    Reader reader{config, database};
    for (int again = 0; again < 2; ++again) {
        const Overview overview = reader.read();
        CHECK(overview.taken_us > 0);
        CHECK(overview.took_us < 5'000'000);
        CHECK_FALSE(overview.site.known());
        CHECK_FALSE(overview.queues.known());
        CHECK_FALSE(overview.broker.known());
        CHECK_FALSE(overview.database.known());
        CHECK(overview.queues.unknown != "not read yet");
        CHECK(overview.site.unknown.starts_with("connect to database 127.0.0.1:4"));
        CHECK(overview.parked.unknown == overview.site.unknown);
        REQUIRE(overview.services.size() == 2);
        CHECK(overview.services[0].name == "ledger-1");
        CHECK_FALSE(overview.services[0].live);
        CHECK_FALSE(overview.services[1].reasons.empty());
    }
}
