// The matching core in one thread, without FIX and journal: inputs as values in, outputs as values
// out.
// `./backstop bench matching` runs it and makes a table of its JSON.
#include <benchmark/benchmark.h>

#include <algorithm>
#include <chrono>
#include <vector>

#include "test/bench/matching_workload.h"

namespace {

using Clock = std::chrono::steady_clock;

constexpr size_t kOperations = 300'000;
constexpr int kRuns = 5;

double seconds_since(Clock::time_point begin) {
    return std::chrono::duration<double>(Clock::now() - begin).count();
}

venue::Exchange prepared(const bench::Workload& load) {
    venue::Exchange exchange{bench::matching_config(load.before.size() + 2 * load.measured.size())};
    venue::Outputs outputs;
    for (const venue::Input& input : load.before) {
        outputs.clear();
        exchange.apply(input, outputs);
    }
    return exchange;
}

// The time of every single operation, the clock's own included.
std::vector<int64_t> latencies_ns(const bench::Workload& load) {
    venue::Exchange exchange = prepared(load);
    venue::Outputs outputs;
    outputs.reserve(64);
    std::vector<int64_t> times;
    times.reserve(load.measured.size());
    for (const venue::Input& input : load.measured) {
        const Clock::time_point begin = Clock::now();
        outputs.clear();
        exchange.apply(input, outputs);
        times.push_back(std::chrono::nanoseconds{Clock::now() - begin}.count());
    }
    std::sort(times.begin(), times.end());
    return times;
}

void run(benchmark::State& state, bench::Workload (*make)(size_t)) {
    const bench::Workload load = make(kOperations);
    size_t reports = 0;
    for (auto _ : state) {
        venue::Exchange exchange = prepared(load);
        venue::Outputs outputs;
        outputs.reserve(64);
        const Clock::time_point begin = Clock::now();
        for (const venue::Input& input : load.measured) {
            outputs.clear();
            exchange.apply(input, outputs);
            reports += outputs.size();
        }
        state.SetIterationTime(seconds_since(begin));
    }
    const std::vector<int64_t> times = latencies_ns(load);
    const auto percentile = [&](size_t per_mille) {
        return static_cast<double>(times[(times.size() - 1) * per_mille / 1000]);
    };
    state.counters["orders_per_s"] = benchmark::Counter(
        static_cast<double>(state.iterations()) * static_cast<double>(load.measured.size()),
        benchmark::Counter::kIsRate);
    state.counters["p50_ns"] = percentile(500);
    state.counters["p99_ns"] = percentile(990);
    state.counters["p999_ns"] = percentile(999);
    state.counters["outputs_per_order"] = static_cast<double>(reports) /
                                          static_cast<double>(state.iterations()) /
                                          static_cast<double>(load.measured.size());
}

}  // namespace

BENCHMARK_CAPTURE(run, add, bench::adds)->UseManualTime()->Iterations(kRuns);
BENCHMARK_CAPTURE(run, add_and_match, bench::matches)->UseManualTime()->Iterations(kRuns);
BENCHMARK_CAPTURE(run, cancel, bench::cancels)->UseManualTime()->Iterations(kRuns);
BENCHMARK_CAPTURE(run, replace, bench::replaces)->UseManualTime()->Iterations(kRuns);
BENCHMARK_CAPTURE(run, mixed, bench::mixed)->UseManualTime()->Iterations(kRuns);

BENCHMARK_MAIN();
