#include "consumers/ledger/ledger_metrics.h"

namespace ledger {
namespace {

metrics::Counter& outcome(metrics::Registry& registry, int32_t partition, const char* name) {
    return registry.counter("backstop_ledger_events_total", "Events by what became of them",
                            {{"partition", std::to_string(partition)}, {"outcome", name}});
}

metrics::Counter& again(metrics::Registry& registry, int32_t partition, const char* reason) {
    return registry.counter("backstop_ledger_transactions_again_total",
                            "Transactions rolled back and begun again, by reason",
                            {{"partition", std::to_string(partition)}, {"reason", reason}});
}

metrics::Gauge& gauge(metrics::Registry& registry, int32_t partition, const char* name,
                      const char* help) {
    return registry.gauge(name, help, {{"partition", std::to_string(partition)}});
}

}  // namespace

PartitionMetrics::PartitionMetrics(metrics::Registry& registry, int32_t partition)
    : applied{outcome(registry, partition, "applied")},
      duplicate{outcome(registry, partition, "duplicate")},
      parked{outcome(registry, partition, "parked")},
      parked_cut{registry.counter("backstop_ledger_parked_cut_total",
                                  "Parked events of which only the beginning is kept: their "
                                  "source is beyond its limit of bytes",
                                  {{"partition", std::to_string(partition)}})},
      retries{again(registry, partition, "error")},
      fenced{again(registry, partition, "fenced")},
      bisected{again(registry, partition, "bisected")},
      healed{registry.counter("backstop_ledger_healed_events_total",
                              "Missing events that were fetched from the record",
                              {{"partition", std::to_string(partition)}})},
      corrected{registry.counter("backstop_ledger_openings_corrected_total",
                                 "Positions that a day began with and that an event of an earlier "
                                 "day has changed",
                                 {{"partition", std::to_string(partition)}})},
      watermark{gauge(registry, partition, "backstop_ledger_watermark",
                      "Highest applied seq, summed over the partition's streams")},
      held{gauge(registry, partition, "backstop_ledger_held_events", "Events held behind a gap")},
      gap_seconds{
          gauge(registry, partition, "backstop_ledger_gap_seconds", "Age of the oldest gap")},
      paused{gauge(registry, partition, "backstop_ledger_paused",
                   "1 while the partition's events wait because an operator said so")},
      catching_up{gauge(registry, partition, "backstop_ledger_catching_up",
                        "1 from the end of a pause until what had waited is applied")},
      batch_events{
          registry.size_histogram("backstop_ledger_batch_events", "Events of one transaction")},
      transaction_seconds{registry.histogram("backstop_ledger_transaction_seconds",
                                             "Transaction from START to the end of COMMIT")},
      commit_seconds{registry.histogram("backstop_ledger_commit_seconds", "COMMIT alone")},
      received_to_committed_seconds{
          registry.histogram("backstop_ledger_received_to_committed_seconds",
                             "From the producer's receipt of an event to its commit here")} {}

}  // namespace ledger
