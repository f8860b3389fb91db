#pragma once

#include "common/metrics/counter.h"
#include "common/metrics/gauge.h"
#include "common/metrics/registry.h"

namespace feed {

struct DropCopyMetrics {
    explicit DropCopyMetrics(metrics::Registry& registry);

    metrics::Gauge& logged_on;
    metrics::Gauge& silence_seconds;
    metrics::Gauge& waiting;
    metrics::Gauge& hole_seconds;
    metrics::Counter& reports;
    metrics::Counter& repeats;
    metrics::Counter& ignored;
    metrics::Counter& no_room;
    metrics::Counter& skipped;
    metrics::Counter& resets;
    metrics::Counter& product_of_order;
    metrics::Counter& product_of_customer;
    metrics::Counter& product_default;
    metrics::Counter& product_unknown;
};

}  // namespace feed
