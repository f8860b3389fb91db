#pragma once

#include "common/metrics/counter.h"
#include "common/metrics/gauge.h"
#include "common/metrics/histogram.h"
#include "common/metrics/registry.h"

namespace archive {

struct ArchiveMetrics {
    explicit ArchiveMetrics(metrics::Registry& registry);

    metrics::Gauge& connected;
    metrics::Gauge& refusing;  // too little room on the disk
    metrics::Counter& records;
    metrics::Counter& repeated;
    metrics::Counter& raw_bytes;
    metrics::Counter& written_bytes;
    metrics::Counter& blocks;
    metrics::Counter& marks;
    metrics::Counter& closed_files;
    metrics::Counter& removed_files;
    metrics::Counter& verify_failures;
    metrics::Counter& reconnects;
    metrics::Gauge& heads_told;
    metrics::Gauge& missing_files;
    metrics::Gauge& damaged_files;
    metrics::Gauge& files;
    metrics::Gauge& bytes;
    metrics::Gauge& free_bytes;
    metrics::Gauge& complete_offset;
    metrics::Gauge& lag_records;
    metrics::Gauge& oldest_waiting_seconds;
    metrics::Gauge& since_flush_seconds;
    metrics::Gauge& behind_seconds;
    metrics::Histogram& flush_seconds;
};

}  // namespace archive
