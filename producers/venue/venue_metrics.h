#pragma once

#include "common/metrics/counter.h"
#include "common/metrics/gauge.h"
#include "common/metrics/histogram.h"
#include "common/metrics/registry.h"

namespace venue {

struct VenueMetrics {
    explicit VenueMetrics(metrics::Registry& registry);

    metrics::Counter& messages;
    metrics::Counter& unreadable;
    metrics::Counter& logons_refused;
    metrics::Gauge& inputs;
    metrics::Gauge& answers;
    metrics::Gauge& answers_behind;
    metrics::Gauge& inbox_messages;
    metrics::Gauge& journal_bytes;
    metrics::Histogram& flush_seconds;
};

}  // namespace venue
