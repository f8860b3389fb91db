#pragma once

#include "common/metrics/registry.h"

namespace console {

struct ConsoleMetrics {
    explicit ConsoleMetrics(metrics::Registry& registry);

    metrics::Gauge& viewers;
    metrics::Counter& viewers_dropped;
    metrics::Counter& reads;
    metrics::Counter& sources_unknown;
    metrics::Counter& logins;
    metrics::Counter& logins_refused;
    metrics::Histogram& read_seconds;
};

}  // namespace console
