#pragma once

#include <atomic>
#include <map>
#include <optional>
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
    // What the exchange's totals are asked up to lies so far back: by then its trades are in the
    // books. 0: the page tells no moment, and what stands still is compared.
    int64_t settle_ms = 10'000;
    // Second of the exchange's day. Until then a page that tells no day may be the day before's;
    // minutes behind the opening, so that first trades have come to the books.
    int64_t trades_from_s = 33'600;  // 09:20

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
    base::Status not_compared(const std::string& why);
    base::Result<Page> venue_totals(uint32_t day);
    base::Result<bool> is_of_day_before(const Totals& venue);
    base::Result<Totals> totals_of_day_before();
    base::Result<Totals> book_totals(uint32_t day, std::optional<int64_t> until_us);
    base::Result<bool> books_are_paused();
    // Counts them by exchange.
    static void tell(const Differing& differing, std::map<std::string, int64_t>& by_exchange);

    const VenueTotalsConfig config_;
    metrics::Gauge& differences_;
    metrics::Gauge& last_compared_seconds_;
    transfer::HttpClient http_;
    db::Session session_;
    QuietTotals quiet_;
    CutTotals cut_;
    uint32_t day_ = 0;      // whose totals these are
    int looks_ = 0;         // since the day was opened
    bool decided_ = false;  // since the day was opened
    std::atomic<int64_t> compared_us_;
    std::atomic<int64_t> rest_us_ = 0;  // after a comparison
    base::MonoTime next_;
    loop::Timer tick_;
    loop::Worker worker_;  // last: its jobs use all of the above
};

}  // namespace reconciler
