#pragma once

#include <map>
#include <string>
#include <vector>

#include "common/http/event_stream.h"
#include "common/http/router.h"
#include "common/loop/loop.h"
#include "common/loop/mailbox.h"
#include "common/loop/timer.h"
#include "common/loop/worker.h"
#include "common/overview/reader.h"
#include "producers/console/access.h"
#include "producers/console/assets.h"
#include "producers/console/console_config.h"
#include "producers/console/console_metrics.h"
#include "producers/console/history.h"
#include "producers/console/site_metrics.h"

namespace console {

// The operators' page: reads the site every second, once for all who look, and sends it to them.
// Keeps the last minutes, so that a page that is opened shows them at once. Loop thread only; the
// reading itself is done by a worker. Nothing here changes anything of the site.
class Console {
  public:
    Console(loop::Loop& loop, ConsoleConfig config, overview::OverviewConfig overview,
            db::DatabaseConfig database, std::map<std::string, Asset> assets,
            metrics::Registry& registry);

    // Handlers that refer to this Console, which must outlive the server.
    void add_routes(http::Router& router);
    void stop();
    [[nodiscard]] std::vector<std::string> not_ready() const;

  private:
    void begin_reading();
    void take(const overview::Overview& overview);
    void add_static(http::Router& router);
    // What is to be answered instead, where this request may not look.
    [[nodiscard]] bool may_look(const http::Request& request) const;
    http::Response log_in(const http::Request& request);
    http::Handler guarded(http::Handler handler) const;
    void end_old_streams();

    const ConsoleConfig config_;
    const std::map<std::string, Asset> assets_;
    ConsoleMetrics metrics_;
    SiteMetrics site_metrics_;
    Logins logins_;
    History history_;
    std::string last_;  // the newest reading, as JSON; empty: none yet
    int64_t last_point_us_ = 0;
    bool reading_ = false;
    http::EventStream stream_;
    overview::Reader reader_;  // the worker's
    loop::Mailbox<overview::Overview> answers_;
    loop::Worker worker_;
    loop::Timer tick_;
};

}  // namespace console
