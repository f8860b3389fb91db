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
    if (applied.cut > 0) {
        logging::warn(
            "of parked events only the beginning is kept: their source, or all of them, "
            "are beyond the limit of bytes",
            {{"partition", partition}, {"events", applied.cut}});
    }
    if (applied.corrected > 0) {
        logging::warn("an earlier day has changed: what a later one began with is corrected",
                      {{"partition", partition}, {"positions", applied.corrected}});
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

void count_applied(const books::Plan& plan, const books::Applied& applied,
                   PartitionMetrics& metrics) {
    metrics.applied.add(static_cast<int64_t>(applied.applied));
    metrics.duplicate.add(static_cast<int64_t>(applied.repeats));
    metrics.parked.add(static_cast<int64_t>(applied.parked.size()));
    metrics.parked_cut.add(static_cast<int64_t>(applied.cut));
    metrics.corrected.add(applied.corrected);
    metrics.batch_events.record(static_cast<int64_t>(plan.apply.size()));
    metrics.commit_seconds.record_us(applied.commit_us);
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
