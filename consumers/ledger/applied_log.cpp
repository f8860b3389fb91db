#include "consumers/ledger/applied_log.h"

#include "common/log/log.h"

namespace ledger {

void log_applied(const books::Plan& plan, const books::Applied& applied, int32_t partition) {
    for (const events::Refusal* refusal : applied.parked) {
        logging::warn("event parked", {{"partition", partition},
                                       {"source", refusal->source},
                                       {"seq", refusal->seq},
                                       {"reason", refusal->reason}});
    }
    for (const auto& [stream, gap] : plan.passed) {
        logging::warn("passed over numbers that an operator has accepted as missing",
                      {{"partition", partition},
                       {"source", stream.source},
                       {"day", stream.day},
                       {"first", gap.first_missing},
                       {"last", gap.last_missing}});
    }
}

// Events of one message were mostly received at the same moment.
void record_latency(const books::Plan& plan, int64_t now_us, PartitionMetrics& metrics) {
    int64_t received_us = 0;
    int64_t count = 0;
    const auto record = [&] {
        if (count > 0) {
            metrics.received_to_committed_seconds.record_many(now_us - received_us, count);
        }
        count = 0;
    };
    for (const books::Item* item : plan.apply) {
        if (item->event == nullptr) continue;
        if (item->event->received_time_us != received_us) record();
        received_us = item->event->received_time_us;
        ++count;
    }
    record();
}

}  // namespace ledger
