#pragma once

#include <cstdint>
#include <string>

#include "common/metrics/counter.h"
#include "common/metrics/gauge.h"
#include "common/metrics/histogram.h"
#include "common/metrics/registry.h"

namespace ledger {

// Those of one partition; the histograms are shared by all.
struct PartitionMetrics {
    PartitionMetrics(metrics::Registry& registry, int32_t partition);

    metrics::Counter& applied;
    metrics::Counter& duplicate;
    metrics::Counter& parked;
    metrics::Counter& parked_cut;  // of those: only the beginning of the body is kept
    metrics::Counter&
        retries;  // transactions begun again after a lost connection, deadlock or time-out
    metrics::Counter& fenced;     // another ledger had moved the watermark
    metrics::Counter& bisected;   // batches halved to find the event that the database refused
    metrics::Counter& healed;     // events fetched from the record
    metrics::Counter& corrected;  // positions that a later day began with
    metrics::Gauge& watermark;    // summed over the partition's streams
    metrics::Gauge& held;         // events behind a gap
    metrics::Gauge& gap_seconds;  // age of the oldest gap
    metrics::Gauge& paused;       // 1: an operator wants its events to wait
    metrics::Gauge& catching_up;  // 1: that is over, and exits wait until the books are current
    metrics::Histogram& batch_events;
    metrics::Histogram& transaction_seconds;
    metrics::Histogram& commit_seconds;
    metrics::Histogram& received_to_committed_seconds;
};

}  // namespace ledger
