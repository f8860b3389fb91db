// The matching core in one thread, without FIX and journal: inputs as values in, outputs as values
// out.
// `./backstop bench matching` runs it and makes a table of its JSON.
#include <benchmark/benchmark.h>

#include <algorithm>
#include <chrono>
#include <ctime>
#include <limits>
#include <vector>

#include "test/bench/matching_workload.h"

namespace {

using Clock = std::chrono::steady_clock;

constexpr int kRuns = 5;
constexpr size_t kOperations = bench::kRounds * bench::kRoundOrders;

venue::Exchange fresh() { return venue::Exchange{bench::matching_config(2 * kOperations)}; }

void play(venue::Exchange& exchange, const std::vector<venue::Input>& inputs,
          venue::Outputs& outputs) {
    for (const venue::Input& input : inputs) {
        outputs.clear();
        exchange.apply(input, outputs);
    }
}

// Processor time of this thread: what else runs on the machine does not count.
double measured_seconds(const bench::Workload& load) {
    venue::Exchange exchange = fresh();
    venue::Outputs outputs;
    outputs.reserve(64);
    std::clock_t ticks = 0;
    for (const bench::Round& round : load) {
        play(exchange, round.before, outputs);
        const std::clock_t begin = std::clock();
        play(exchange, round.measured, outputs);
        ticks += std::clock() - begin;
    }
    return static_cast<double>(ticks) / CLOCKS_PER_SEC;
}

// The time of every single operation, the clock's own included.
std::vector<int64_t> latencies_ns(const bench::Workload& load) {
    venue::Exchange exchange = fresh();
    venue::Outputs outputs;
    outputs.reserve(64);
    std::vector<int64_t> times;
    times.reserve(kOperations);
    for (const bench::Round& round : load) {
        play(exchange, round.before, outputs);
        for (const venue::Input& input : round.measured) {
            const Clock::time_point begin = Clock::now();
            outputs.clear();
            exchange.apply(input, outputs);
            times.push_back(std::chrono::nanoseconds{Clock::now() - begin}.count());
        }
    }
    std::sort(times.begin(), times.end());
    return times;
}

void run(benchmark::State& state, bench::Workload (*make)()) {
    const bench::Workload load = make();
    double fastest = std::numeric_limits<double>::max();
    for (auto _ : state) {
        const double seconds = measured_seconds(load);
        fastest = std::min(fastest, seconds);
        state.SetIterationTime(seconds);
    }
    const std::vector<int64_t> times = latencies_ns(load);
    const auto percentile = [&](size_t per_mille) {
        return static_cast<double>(times[(times.size() - 1) * per_mille / 1000]);
    };
    state.counters["orders_per_s"] = static_cast<double>(kOperations) / fastest;
    state.counters["p50_ns"] = percentile(500);
    state.counters["p99_ns"] = percentile(990);
    state.counters["p999_ns"] = percentile(999);
}

}  // namespace

BENCHMARK_CAPTURE(run, add, bench::adds)->UseManualTime()->Iterations(kRuns);
BENCHMARK_CAPTURE(run, add_and_match, bench::matches)->UseManualTime()->Iterations(kRuns);
BENCHMARK_CAPTURE(run, cancel, bench::cancels)->UseManualTime()->Iterations(kRuns);
BENCHMARK_CAPTURE(run, replace, bench::replaces)->UseManualTime()->Iterations(kRuns);
BENCHMARK_CAPTURE(run, mixed, bench::mixed)->UseManualTime()->Iterations(kRuns);

BENCHMARK_MAIN();
