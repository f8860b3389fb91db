// backstop-daygen: a recorded day of orders and trades for tests, drills and benchmarks.

#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <cstdio>
#include <filesystem>
#include <fstream>

#include "calendar.h"
#include "day_run.h"
#include "made_up_market.h"
#include "manifest.h"
#include "real_market.h"
#include "reference_files.h"

namespace daygen {
namespace {

bool write_file(const std::string& path, const std::string& text) {
    std::ofstream file{path, std::ios::binary};
    file << text;
    file.close();
    return file.good();
}

int fail(const std::string& what) {
    fmt::print(stderr, "backstop-daygen: {}\n", what);
    return 1;
}

void summarise(const Tally& tally, const DataReport& report, double seconds) {
    int64_t refused = 0;
    for (const auto& [file, source] : report) {
        for (const auto& [reason, count] : source.refused) refused += count;
    }
    fmt::print(stderr, "{} events of {} orders in {:.1f} s ({:.0f} events/s)\n", tally.events,
               tally.orders, seconds, static_cast<double>(tally.events) / seconds);
    if (!report.empty())
        fmt::print(stderr, "{} data rows refused, reasons in manifest.json\n", refused);
}

int generate(const Settings& settings, int64_t day) {
    std::string what;
    DataReport report;
    auto market = settings.data.empty() ? std::optional{make_up_market(settings.seed, day)}
                                        : load_market(settings.data, day, report, what);
    if (!market) return fail(what);
    std::error_code error;
    std::filesystem::create_directories(settings.out, error);
    if (!write_instruments(settings.out + "/instruments.csv", *market, what) ||
        !write_customers(settings.out + "/customers.csv", settings.customers, settings.seed,
                         what)) {
        return fail(what);
    }
    const Population population{settings.seed, settings.customers, *market};
    Planner planner{settings.seed, *market, population};
    ZstdOutput output{settings.out + "/day.ndjson.zst"};
    Tally tally;
    EventWriter writer{settings.day, open_us(day), *market, output, tally};
    Progress progress{settings.events};
    DayRun run{settings.events, planner, writer, Random{settings.seed + 7}, tally, progress};
    if (!run.run() || !output.close()) return fail(output.what());
    const std::string manifest = manifest_text(settings, *market, tally, report);
    if (!write_file(settings.out + "/manifest.json", manifest))
        return fail("cannot write manifest.json");
    if (!settings.json.empty() && !write_file(settings.json, manifest)) {
        return fail("cannot write " + settings.json);
    }
    summarise(tally, report, progress.seconds());
    return 0;
}

}  // namespace
}  // namespace daygen

int main(int argc, char** argv) {
    daygen::Settings settings;
    CLI::App app{
        "Writes a recorded day: DIR/day.ndjson.zst, instruments.csv, customers.csv, "
        "manifest.json."};
    app.add_option("--out", settings.out, "folder to write to, made if need be")->required();
    app.add_option("--events", settings.events, "how many events exactly")
        ->check(CLI::Range(int64_t{1}, int64_t{1'000'000'000}))
        ->capture_default_str();
    app.add_option("--seed", settings.seed, "same seed, same bytes")->capture_default_str();
    app.add_option("--customers", settings.customers, "how many customers")
        ->check(CLI::Range(int64_t{1}, int64_t{9'999'999}))
        ->capture_default_str();
    app.add_option("--day", settings.day, "trading day yyyymmdd")->capture_default_str();
    app.add_option("--data", settings.data,
                   "folder of real ticks and contract masters; without it a made-up market");
    app.add_option("--json", settings.json, "write the manifest here too");
    CLI11_PARSE(app, argc, argv);
    const auto day = daygen::day_number(settings.day);
    if (!day) {
        fmt::print(stderr, "backstop-daygen: --day {} is not a date\n", settings.day);
        return 2;
    }
    return daygen::generate(settings, *day);
}
