#include "producers/ctl/watch/overview_command.h"

#include <fmt/core.h>

#include <algorithm>

#include "common/service/startup.h"
#include "producers/ctl/connection.h"
#include "producers/ctl/exit_codes.h"
#include "producers/ctl/publish.h"
#include "producers/ctl/watch/overview_setting.h"
#include "producers/ctl/watch/overview_text.h"
#include "producers/ctl/watch/trouble.h"

namespace ctl {

using overview::Overview;

std::unique_ptr<overview::Reader> overview_reader(const std::string& config) {
    service::Startup startup{"ctl", config};
    overview::OverviewConfig seen = overview_setting(startup);
    startup.secret(overview::kManagementPasswordVariable, seen.management_password);
    db::DatabaseConfig database = startup.database();
    startup.ignore_section("ctl");
    startup.ignore_section("doctor");
    startup.ignore_section("operators");
    begin_or_end(startup);
    return std::make_unique<overview::Reader>(std::move(seen), std::move(database));
}

Overview settled(overview::Reader& reader) {
    constexpr int64_t kBetweenMs = 1'000;
    Overview first = reader.read();
    const bool complete = std::ranges::all_of(first.partitions, [](const auto& partition) {
        // A stream that was quiet may seem to be behind at the first reading, for long.
        if (partition.lag_us) return *partition.lag_us <= kLagUsMax;
        return partition.paused || !partition.lag_messages;
    });
    if (complete) return first;
    wait_until([] { return false; }, kBetweenMs);
    return reader.read();
}

int show_status(const OverviewOptions& options) {
    const Overview overview = settled(*overview_reader(options.config));
    fmt::print("{}", options.json ? status_json(overview) + "\n" : status_text(overview));
    return troubles(overview).empty() ? kDone : kFailed;
}

int show_queues(const OverviewOptions& options) {
    const Overview overview = overview_reader(options.config)->read();
    if (!overview.queues.known()) return failed("queues", overview.queues.unknown);
    fmt::print("{}", options.json ? queues_json(overview) + "\n" : queues_table(overview));
    return kDone;
}

int show_lag(const OverviewOptions& options) {
    const Overview overview = settled(*overview_reader(options.config));
    if (!overview.watermarks.known()) return failed("lag", overview.watermarks.unknown);
    fmt::print("{}", options.json ? lag_json(overview) + "\n" : lag_table(overview));
    return kDone;
}

}  // namespace ctl
