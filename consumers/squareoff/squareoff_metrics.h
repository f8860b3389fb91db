#pragma once

#include <map>
#include <utility>

#include "common/events/names.h"
#include "common/metrics/registry.h"

namespace squareoff {

struct SquareoffMetrics {
    explicit SquareoffMetrics(metrics::Registry& registry);

    metrics::Counter& accepted;
    metrics::Counter& refused;
    metrics::Counter& repeated;
    metrics::Counter& conflicts;  // under an id that stands for another instruction
    metrics::Counter& unreadable;
    metrics::Counter& parked_cut;  // of those: only the beginning of the body is kept
    metrics::Counter& planned;     // orders and cancels of ours
    metrics::Counter& surprises;   // orders of ours that the books have otherwise
    metrics::Counter& unnamed;     // planned, but no room to tell the gateway: told again later
    metrics::Counter& retries;     // transactions begun again
    metrics::Gauge& connected;
    metrics::Gauge& open_accounts;  // with commands that go on
    metrics::Gauge& oldest_account_seconds;
    // Of each market there may be: open positions of an intraday product after its cut-off.
    std::map<std::pair<events::Exchange, events::Segment>, metrics::Gauge*> cutoff_open;
    metrics::Gauge& cutoffs_unconfirmed;  // 1: none is done, the activation is of an earlier day
    metrics::Gauge& waiting;              // commands taken off the queue, not yet decided
    metrics::Histogram& transaction_seconds;
    metrics::Histogram& transaction_accounts;
    metrics::Histogram& issued_to_planned_seconds;
};

}  // namespace squareoff
