#include "producers/console/site_metrics.h"

#include <doctest/doctest.h>

using console::SiteMetrics;
using overview::Group;
using overview::Overview;
using overview::Reading;

namespace {

bool shows(const metrics::Registry& registry, const std::string& line) {
    return ("\n" + registry.text()).find("\n" + line + "\n") != std::string::npos;
}

Overview active() {
    Overview overview;
    site::SiteState state;
    state.state = site::State::Active;
    state.epoch = 7;
    overview.site = Reading<site::SiteState>::of(state);
    overview.partitions = {{.number = 2, .lag_messages = 5, .lag_us = 1'500'000}, {.number = 3}};
    overview.parked = Reading<overview::Parked>::of({.total = 4});
    overview.broken_glass = Reading<int64_t>::of(2);
    overview.own_orders = Reading<std::vector<Group>>::of({{"working", 3, 0}});
    overview.database = Reading<overview::Database>::of({.clock_ahead_us = -2'500'000});
    overview.notices = Reading<std::vector<Group>>::of({{"dead", 1, 0}});
    return overview;
}

}  // namespace

TEST_CASE("console/site_metrics: one state is 1, the others 0, and what is counted has its state") {
    metrics::Registry registry;
    SiteMetrics{registry}.show(active());
    CHECK(shows(registry, R"(backstop_console_site_state{state="ACTIVE"} 1)"));
    CHECK(shows(registry, R"(backstop_console_site_state{state="STANDBY"} 0)"));
    CHECK(shows(registry, "backstop_console_site_epoch 7"));
    CHECK(shows(registry, R"(backstop_console_lag_messages{partition="2"} 5)"));
    CHECK(shows(registry, R"(backstop_console_lag_seconds{partition="2"} 1.5)"));
    CHECK(shows(registry, "backstop_console_parked_events 4"));
    CHECK(shows(registry, "backstop_console_broken_glass 2"));
    CHECK(shows(registry, "backstop_console_database_clock_ahead_seconds -2.5"));
    CHECK(shows(registry, R"(backstop_console_own_orders{state="working"} 3)"));
    CHECK(shows(registry, R"(backstop_console_notices{state="dead"} 1)"));
}

TEST_CASE("console/site_metrics: what is not known is no number, and never 0") {
    metrics::Registry registry;
    SiteMetrics metrics{registry};
    metrics.show(active());
    metrics.show(Overview{});
    CHECK(shows(registry, R"(backstop_console_site_state{state="ACTIVE"} Nan)"));
    CHECK(shows(registry, "backstop_console_site_epoch Nan"));
    CHECK(shows(registry, "backstop_console_parked_events Nan"));
    CHECK(shows(registry, "backstop_console_broken_glass Nan"));
    CHECK(shows(registry, "backstop_console_database_clock_ahead_seconds Nan"));
}
