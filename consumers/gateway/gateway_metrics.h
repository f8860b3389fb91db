#pragma once

#include <string>

#include "common/metrics/registry.h"

namespace gateway {

// Those of one session; the histograms are shared by all.
struct SessionMetrics {
    SessionMetrics(metrics::Registry& registry, const std::string& session);

    metrics::Counter& orders_sent;
    metrics::Counter& cancels_sent;
    metrics::Counter& status_sent;
    metrics::Counter& rejected;
    metrics::Counter& fenced;          // accounts of rows that had lost their epoch
    metrics::Counter& put_back;        // marked, but not sent
    metrics::Counter& bad_message;     // not to be read: from the queue, or from the exchange
    metrics::Counter& resets;          // the exchange began its numbers anew
    metrics::Counter& contradictions;  // answers that made a row in doubt
    metrics::Counter& unmatched;       // refusals that name no message of ours
    metrics::Gauge& contradicted;
    metrics::Gauge& contradicted_seconds;
    metrics::Gauge& waiting_orders;
    metrics::Gauge& waiting_cancels;
    metrics::Gauge& unanswered;
    metrics::Gauge& in_doubt;
    metrics::Gauge& in_doubt_seconds;
    metrics::Gauge& throttle_room;
    metrics::Gauge& logged_on;
    metrics::Histogram& marking_seconds;
    metrics::Histogram& planned_to_wire_seconds;
};

}  // namespace gateway
