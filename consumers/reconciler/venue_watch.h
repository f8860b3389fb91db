#pragma once

#include <atomic>
#include <string>

#include "common/base/clock.h"
#include "common/config/section.h"
#include "common/db/session.h"
#include "common/loop/loop.h"
#include "common/loop/timer.h"
#include "common/loop/worker.h"
#include "common/metrics/gauge.h"
#include "common/metrics/registry.h"
#include "common/transfer/http_client.h"
#include "consumers/reconciler/venue_totals.h"

namespace reconciler {

struct VenueTotalsConfig {
    std::string url;   // of a page as the simulated exchange's /books; '' none
    std::string file;  // of the end of the day; '' none
    int64_t interval_ms = 30'000;

    [[nodiscard]] bool wanted() const { return !url.empty() || !file.empty(); }
};

VenueTotalsConfig venue_totals_config(config::Section& section);

// Compares the books' totals with the exchange's now and then, on a worker of its own. Loop thread
// only; the destructor waits for a comparison under way.
class VenueWatch {
  public:
    VenueWatch(loop::Loop& loop, const VenueTotalsConfig& config,
               const db::DatabaseConfig& database, metrics::Registry& registry);

  private:
    void on_tick();
    // On the worker.
    void compare();
    base::Status compare_once();
    base::Result<Totals> venue_totals(uint32_t day);
    base::Result<Totals> book_totals(uint32_t day);
    base::Status note(uint32_t day, const std::map<std::string, int64_t>& differing);

    const VenueTotalsConfig config_;
    metrics::Gauge& differences_;
    metrics::Gauge& last_compared_seconds_;
    transfer::HttpClient http_;
    db::Session session_;
    QuietTotals quiet_;
    std::atomic<int64_t> compared_us_;
    base::MonoTime next_;
    loop::Timer tick_;
    loop::Worker worker_;  // last: its jobs use all of the above
};

}  // namespace reconciler
