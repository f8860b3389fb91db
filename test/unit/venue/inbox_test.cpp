#include "producers/venue/inbox.h"

#include <doctest/doctest.h>

#include <vector>

#include "common/metrics/registry.h"
#include "test/unit/loop/run_until.h"

TEST_CASE("venue/inbox: who was not let in is counted, and takes nothing with him") {
    loop::Loop loop;
    metrics::Registry registry;
    auto& refused = registry.counter("refused_total", "Refused");
    std::vector<venue::Arrival> arrived;
    venue::Inbox inbox{
        loop, 10, [&](venue::Arrival arrival) { arrived.push_back(std::move(arrival)); }, &refused};
    inbox.on_logon_refused("main");
    inbox.on_logout("main", "user or password is wrong");
    inbox.on_logon("main", 1);
    inbox.on_logout("main", "connection closed");
    CHECK(test::run_until(loop, [&] { return arrived.size() >= 2; }));
    CHECK_EQ(refused.value(), 1);
    REQUIRE_EQ(arrived.size(), 2);
    CHECK(std::holds_alternative<venue::LoggedOn>(arrived[0]));
    CHECK_EQ(std::get<venue::LoggedOut>(arrived[1]).why, "connection closed");
}
