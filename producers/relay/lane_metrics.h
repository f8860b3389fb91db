#pragma once

#include "common/metrics/registry.h"
#include "producers/relay/relay_config.h"

namespace relay {

struct LaneMetrics {
    LaneMetrics(metrics::Registry& registry, Urgency urgency);

    metrics::Gauge& connected;
    metrics::Gauge& waiting;
    metrics::Gauge& oldest_waiting_seconds;
    metrics::Gauge& unconfirmed;
    metrics::Counter& published;
    metrics::Counter& confirmed;
    metrics::Counter& retries;
    metrics::Counter& expired;
    metrics::Histogram& batch_seconds;
};

}  // namespace relay
