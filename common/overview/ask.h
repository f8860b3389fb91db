#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "common/db/session.h"
#include "common/overview/overview.h"
#include "common/overview/overview_config.h"
#include "common/transfer/http_client.h"

namespace overview {

// What is asked of one source alone, for the reader and for whoever wants nothing else. All block.

// The body of an answer with status 200, else why there is none.
Reading<std::string> body_of(transfer::HttpClient& client, const transfer::HttpRequest& request);

// The alerts that fire, of Prometheus at `alerts_url`. Not known where nobody says whom to ask, and
// where it has not answered within `timeout_ms` or kAlertsTimeoutMsMax: nobody waits for alerts.
Reading<std::vector<Alert>> ask_alerts(transfer::HttpClient& client, const OverviewConfig& config);
inline constexpr std::string_view kNobodyToAsk = "[overview] alerts_url does not say whom to ask";
inline constexpr int64_t kAlertsTimeoutMsMax = 900;  // twice that, with a second reading, is < 2 s

// `session` is connected; `now_us`: wall clock. Two statements, half a second each at most.
Reading<OpenCommands> ask_open_commands(db::Session& session, int64_t now_us);

}  // namespace overview
