#pragma once

#include <cstdint>
#include <vector>

#include "common/metrics/counter.h"
#include "common/metrics/gauge.h"
#include "common/metrics/registry.h"

namespace feed {

struct FeedMetrics {
    FeedMetrics(metrics::Registry& registry, int32_t partitions);

    metrics::Counter& read;
    metrics::Counter& confirmed;
    metrics::Counter& refused;
    metrics::Gauge& unconfirmed_messages;
    metrics::Gauge& unconfirmed_bytes;
    metrics::Gauge& oldest_unconfirmed_seconds;
    metrics::Gauge& output_bytes;
    metrics::Gauge& connected;
    metrics::Gauge& blocked;
    metrics::Gauge& blocked_seconds;
    metrics::Counter& reconnects;
    metrics::Counter& nacks;
    metrics::Counter& resent;
    metrics::Gauge& checkpoint_position;
    metrics::Gauge& checkpoint_age_seconds;
    metrics::Gauge& generation;
    std::vector<metrics::Gauge*> seq;  // last one given out, by partition
};

}  // namespace feed
