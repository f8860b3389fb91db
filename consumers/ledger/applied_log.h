#pragma once

#include "common/books/store.h"
#include "consumers/ledger/ledger_metrics.h"

namespace ledger {

// What operators should find in the log of a committed transaction: what it parked, and which
// accepted gaps it passed over.
void log_applied(const books::Plan& plan, const books::Applied& applied, int32_t partition);
// What became of its events, for the metrics.
void count_applied(const books::Plan& plan, const books::Applied& applied,
                   PartitionMetrics& metrics);
// How long its events have taken since they were received.
void record_latency(const books::Plan& plan, int64_t now_us, PartitionMetrics& metrics);

}  // namespace ledger
