#include "producers/console/console.h"

#include <algorithm>
#include <utility>

#include "common/log/log.h"
#include "common/overview/to_json.h"

namespace console {

using overview::Overview;

namespace {

constexpr size_t kWaitingBytesMax = 4 * 1024 * 1024;

http::EventStream::Limits limits_of(const ConsoleConfig& config) {
    return {.viewers_max = static_cast<size_t>(config.viewers_max),
            .waiting_bytes_max = kWaitingBytesMax};
}

size_t points_of(const ConsoleConfig& config) {
    return static_cast<size_t>(
        std::max<int64_t>(1, config.history_s * 1000 / config.history_every_ms));
}

int64_t unknown_sources(const Overview& overview) {
    int64_t unknown = 0;
    for (const bool known : {overview.site.known(), overview.queues.known(),
                             overview.broker.known(), overview.database.known()}) {
        unknown += known ? 0 : 1;
    }
    return unknown + std::ranges::count(overview.services, false, &overview::Service::live);
}

}  // namespace

Console::Console(loop::Loop& loop, ConsoleConfig config, overview::OverviewConfig overview,
                 db::DatabaseConfig database, std::map<std::string, Asset> assets,
                 metrics::Registry& registry)
    : config_{std::move(config)},
      assets_{std::move(assets)},
      metrics_{registry},
      site_metrics_{registry},
      logins_{config_.session_s * 1'000'000},
      history_{points_of(config_)},
      stream_{loop, limits_of(config_)},
      reader_{std::move(overview), std::move(database)},
      answers_{loop, 1, [this](const Overview& answer) { take(answer); }},
      worker_{"reader", 1},
      tick_{loop, [this] { begin_reading(); }} {
    tick_.start_every(config_.every_ms);
    begin_reading();
}

void Console::begin_reading() {
    metrics_.viewers.set(static_cast<int64_t>(stream_.viewers()));
    metrics_.viewers_dropped.add(stream_.dropped() - metrics_.viewers_dropped.value());
    if (reading_) return;
    // One reading at a time: there is always room for its answer.
    reading_ = worker_.try_post([this] { (void)answers_.try_post(reader_.read()); });
}

void Console::take(const Overview& overview) {
    reading_ = false;
    metrics_.reads.add();
    metrics_.read_seconds.record_us(overview.took_us);
    metrics_.sources_unknown.add(unknown_sources(overview));
    site_metrics_.show(overview);
    end_old_streams();
    last_ = overview::to_json(overview);
    std::string events = http::sent_event("overview", last_);
    if (overview.taken_us - last_point_us_ >= config_.history_every_ms * 1000) {
        last_point_us_ = overview.taken_us;
        Point point = point_of(overview);
        events += http::sent_event("point", to_json(point));
        history_.add(std::move(point));
    }
    stream_.send(events);
}

void Console::stop() {
    tick_.stop();
    worker_.stop();
}

std::vector<std::string> Console::not_ready() const {
    if (last_.empty()) return {"nothing read yet"};
    return {};
}

}  // namespace console
