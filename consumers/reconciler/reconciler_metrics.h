#pragma once

#include "common/metrics/counter.h"
#include "common/metrics/gauge.h"
#include "common/metrics/histogram.h"
#include "common/metrics/registry.h"

namespace reconciler {

struct ReconcilerMetrics {
    explicit ReconcilerMetrics(metrics::Registry& registry);

    metrics::Gauge& connected;
    metrics::Gauge& differences;
    metrics::Gauge& last_compared_seconds;
    metrics::Gauge& suspected_accounts;
    metrics::Gauge& journal_incomplete;
    metrics::Counter& rounds_compared;
    metrics::Counter& rounds_given_up;
    metrics::Histogram& round_seconds;
    metrics::Counter& accounts_compared;
    metrics::Counter& folded_events;
    metrics::Gauge& held_events;
    metrics::Gauge& rows;
    metrics::Gauge& journal_offset;
    metrics::Counter& rewinds;
    metrics::Counter& database_failures;
    metrics::Gauge& memory_bytes;
    metrics::Gauge& books_bytes;
    metrics::Gauge& held_bytes;
    metrics::Gauge& unnumbered_bytes;
    metrics::Gauge& shares;
    metrics::Gauge& cycle_seconds;
    metrics::Counter& shares_passed_over;
};

}  // namespace reconciler
