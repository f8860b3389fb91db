#include "common/overview/exposition.h"

#include <doctest/doctest.h>

using overview::read_exposition;
using overview::Sample;

namespace {

// Of a running ledger, shortened; the last lines are of the format's own examples.
constexpr std::string_view kPage =
    "# HELP backstop_ledger_held_events Held behind a gap\n"
    "# TYPE backstop_ledger_held_events gauge\n"
    "backstop_ledger_held_events{partition=\"3\"} 7\n"
    "backstop_ledger_gap_seconds{partition=\"3\"} 1.25\n"
    "backstop_ledger_events_total{outcome=\"applied\",partition=\"3\"} 2181\n"
    "escaped{path=\"C:\\\\DIR\\n\",said=\"\\\"no\\\"\",} 1.458255915e9 1395066363000\n"
    "bare 2\n"
    "spaced { a = \"1\" } 3\n"
    "bare NaN\n"
    "bare{open=\"1 4\n"
    "bare{a=\"1\"\n"
    "bare\n"
    "bare_longer 9";

}  // namespace

TEST_CASE("overview/exposition: takes the samples that are asked for, with labels and value") {
    const auto samples =
        read_exposition(kPage, {"backstop_ledger_gap_seconds", "backstop_ledger_events_total"});
    REQUIRE(samples.size() == 2);
    CHECK(samples[0].name == "backstop_ledger_gap_seconds");
    CHECK(samples[0].labels.at("partition") == "3");
    CHECK(samples[0].millionths == 1'250'000);
    CHECK(samples[1].labels.at("outcome") == "applied");
    CHECK(samples[1].millionths == 2'181'000'000);
}

TEST_CASE("overview/exposition: reads escapes, a last comma and a time stamp") {
    const auto samples = read_exposition(kPage, {"escaped"});
    REQUIRE(samples.size() == 1);
    CHECK(samples[0].labels.at("path") == "C:\\DIR\n");
    CHECK(samples[0].labels.at("said") == "\"no\"");
    CHECK(samples[0].millionths == 1'458'255'915'000'000);
}

TEST_CASE("overview/exposition: leaves out what is no sample, and reads on behind it") {
    const auto samples = read_exposition(kPage, {"bare", "bare_longer", "spaced"});
    REQUIRE(samples.size() == 3);
    CHECK(samples[0].millionths == 2'000'000);
    CHECK(samples[1].labels.at("a") == "1");
    CHECK(samples[2].millionths == 9'000'000);
    CHECK(read_exposition("", {"bare"}).empty());
}
