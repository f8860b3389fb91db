#pragma once

#include <array>
#include <string>

#include "common/metrics/registry.h"
#include "consumers/notifier/outcome.h"

namespace notifier {

// Of one lane. Any thread.
struct LaneMetrics {
    LaneMetrics(metrics::Registry& registry, const std::string& channel, bool urgent);

    metrics::Counter& sent;
    metrics::Counter& dead;
    metrics::Counter& repeated;
    metrics::Counter& unknown;
    metrics::Counter& retries;
    metrics::Counter& rate_limited;
    metrics::Counter& found;
    metrics::Counter& fell_back;
    metrics::Counter& database_retries;
    metrics::Gauge& in_flight;
    metrics::Gauge& waiting;
    metrics::Gauge& oldest_seconds;
    metrics::Gauge& channel_down;
    metrics::Histogram& send_seconds;
    metrics::Histogram& created_to_sent_seconds;
    std::array<metrics::Counter*, kVerdicts> attempts;  // by Verdict
};

}  // namespace notifier
