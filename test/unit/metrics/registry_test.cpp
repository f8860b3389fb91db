#include "common/metrics/registry.h"

#include <doctest/doctest.h>

#include <string>

using metrics::Registry;

namespace {

bool has_line(const std::string& text, const std::string& line) {
    return ("\n" + text).find("\n" + line + "\n") != std::string::npos;
}

size_t times(const std::string& text, const std::string& part) {
    size_t count = 0;
    for (size_t at = text.find(part); at != std::string::npos; at = text.find(part, at + 1))
        ++count;
    return count;
}

}  // namespace

TEST_CASE("metrics/registry: exports counters and gauges with help, type and labels") {
    Registry registry;
    registry.counter("backstop_events_total", "Events seen", {{"outcome", "applied"}}).add(3);
    registry.gauge("backstop_depth", "Waiting").set(-7);
    const std::string text = registry.text();
    CHECK(has_line(text, "# HELP backstop_events_total Events seen"));
    CHECK(has_line(text, "# TYPE backstop_events_total counter"));
    CHECK(has_line(text, "backstop_events_total{outcome=\"applied\"} 3"));
    CHECK(has_line(text, "# TYPE backstop_depth gauge"));
    CHECK(has_line(text, "backstop_depth -7"));
}

TEST_CASE("metrics/registry: a counter never falls") {
    Registry registry;
    auto& counter = registry.counter("c_total", "h");
    counter.add();
    counter.add(-5);
    CHECK(counter.value() == 1);
}

TEST_CASE("metrics/registry: a gauge of seconds takes microseconds") {
    Registry registry;
    registry.gauge("age_seconds", "h").set_us(1'500'000);
    CHECK(has_line(registry.text(), "age_seconds 1.5"));
}

TEST_CASE("metrics/registry: the same name and labels are the same metric") {
    Registry registry;
    auto& first = registry.counter("c_total", "h", {{"a", "1"}});
    auto& other = registry.counter("c_total", "h", {{"a", "2"}});
    CHECK(&first == &registry.counter("c_total", "h", {{"a", "1"}}));
    CHECK(&first != &other);
    auto& histogram = registry.histogram("d_seconds", "h", {{"a", "1"}});
    CHECK(&histogram == &registry.histogram("d_seconds", "h", {{"a", "1"}}));
    CHECK(&histogram != &registry.histogram("d_seconds", "h", {{"a", "2"}}));
}

TEST_CASE("metrics/registry: exports durations as a histogram in seconds") {
    Registry registry;
    registry.histogram("commit_seconds", "h").record_us(64);
    registry.histogram("commit_seconds", "h").record_many(120'000'000, 2);
    const std::string text = registry.text();
    CHECK(has_line(text, "# TYPE commit_seconds histogram"));
    CHECK(has_line(text, "commit_seconds_bucket{le=\"6.3e-05\"} 0"));
    CHECK(has_line(text, "commit_seconds_bucket{le=\"6.4e-05\"} 1"));
    CHECK(has_line(text, "commit_seconds_bucket{le=\"60\"} 1"));
    CHECK(has_line(text, "commit_seconds_bucket{le=\"+Inf\"} 3"));
    CHECK(has_line(text, "commit_seconds_count 3"));
    CHECK(has_line(text, "commit_seconds_sum 240.000064"));
}

TEST_CASE("metrics/registry: an unused histogram still has its +Inf bucket") {
    Registry registry;
    registry.size_histogram("batch_events", "h");
    CHECK(has_line(registry.text(), "batch_events_bucket{le=\"+Inf\"} 0"));
    CHECK(has_line(registry.text(), "batch_events_count 0"));
}

TEST_CASE("metrics/registry: histograms of one name share help and type") {
    Registry registry;
    registry.size_histogram("batch_events", "h", {{"part", "0"}}).record(4);
    registry.size_histogram("batch_events", "h", {{"part", "1"}}).record(4);
    const std::string text = registry.text();
    CHECK(times(text, "# TYPE batch_events histogram") == 1);
    CHECK(has_line(text, "batch_events_bucket{part=\"0\",le=\"4\"} 1"));
    CHECK(has_line(text, "batch_events_bucket{part=\"1\",le=\"4\"} 1"));
}
