#include "common/metrics/histogram.h"

#include <doctest/doctest.h>

#include <cstdint>
#include <set>
#include <thread>
#include <vector>

using metrics::Buckets;
using metrics::Histogram;

namespace {

struct Edge {
    int64_t upper;
    int64_t cumulative;
    bool operator==(const Edge&) const = default;
};

std::vector<Edge> edges(const Histogram& histogram) {
    std::vector<Edge> all;
    for (const auto& bucket : histogram.snapshot().buckets)
        all.push_back({bucket.upper, bucket.cumulative});
    return all;
}

}  // namespace

TEST_CASE("metrics/histogram: shows nothing before anything was recorded") {
    const Histogram histogram{Buckets::durations()};
    CHECK(histogram.snapshot().buckets.empty());
    CHECK(histogram.snapshot().count == 0);
}

TEST_CASE("metrics/histogram: shows a counted bucket with both its edges") {
    Histogram histogram{Buckets::sizes()};
    histogram.record(10);
    histogram.record(10);
    CHECK(edges(histogram) == std::vector<Edge>{{9, 0}, {10, 2}});
}

TEST_CASE("metrics/histogram: leaves out runs that counted nothing, keeps their upper edge") {
    Histogram histogram{Buckets::sizes()};
    histogram.record(1);
    histogram.record_many(40, 3);
    CHECK(edges(histogram) == std::vector<Edge>{{1, 1}, {39, 1}, {40, 4}});
}

TEST_CASE("metrics/histogram: what is above the range counts, but in no bucket") {
    Histogram histogram{Buckets::sizes()};
    histogram.record(5);
    histogram.record(20'000);
    const auto snapshot = histogram.snapshot();
    CHECK(snapshot.count == 2);
    CHECK(snapshot.sum == 20'005);
    CHECK(edges(histogram) == std::vector<Edge>{{4, 0}, {5, 1}, {10'000, 1}});
}

TEST_CASE("metrics/histogram: below zero counts as zero, a count of zero or less not at all") {
    Histogram histogram{Buckets::durations()};
    histogram.record_us(-5);
    histogram.record_many(100, 0);
    histogram.record_many(100, -3);
    CHECK(histogram.snapshot().count == 1);
    CHECK(histogram.snapshot().sum == 0);
    CHECK(edges(histogram) == std::vector<Edge>{{50, 1}});
}

TEST_CASE(
    "metrics/histogram: a bucket once shown stays, and cumulative counts never fall along it") {
    Histogram histogram{Buckets::durations()};
    std::set<int64_t> shown;
    uint64_t state = 42;
    bool stable = true;
    for (int round = 0; round < 200; ++round) {
        state = state * 6364136223846793005u + 1442695040888963407u;
        histogram.record_us(static_cast<int64_t>(state >> 38));
        std::set<int64_t> now;
        int64_t last = 0;
        for (const Edge& edge : edges(histogram)) {
            now.insert(edge.upper);
            stable = stable && edge.cumulative >= last;
            last = edge.cumulative;
        }
        for (const int64_t upper : shown) stable = stable && now.contains(upper);
        shown = now;
    }
    CHECK(stable);
    CHECK(histogram.snapshot().count == 200);
}

TEST_CASE("metrics/histogram: loses nothing between threads") {
    Histogram histogram{Buckets::durations()};
    const auto record = [&] {
        for (int64_t i = 0; i < 100'000; ++i) histogram.record_us(i);
    };
    std::thread first{record};
    std::thread second{record};
    first.join();
    second.join();
    CHECK(histogram.snapshot().count == 200'000);
    CHECK(histogram.snapshot().sum == 100'000ll * 99'999);
}
