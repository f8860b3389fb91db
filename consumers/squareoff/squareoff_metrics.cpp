#include "consumers/squareoff/squareoff_metrics.h"

namespace squareoff {
namespace {

metrics::Counter& commands(metrics::Registry& registry, const char* outcome) {
    return registry.counter("backstop_squareoff_commands_total",
                            "Commands by what became of them at first sight",
                            {{"outcome", outcome}});
}

using CutoffGauges = std::map<std::pair<events::Exchange, events::Segment>, metrics::Gauge*>;

CutoffGauges cutoff_gauges(metrics::Registry& registry) {
    CutoffGauges gauges;
    for (size_t i = 0; i < events::kNames<events::Exchange>.size(); ++i) {
        for (size_t j = 0; j < events::kNames<events::Segment>.size(); ++j) {
            const auto exchange = static_cast<events::Exchange>(i);
            const auto segment = static_cast<events::Segment>(j);
            gauges[{exchange, segment}] =
                &registry.gauge("backstop_squareoff_cutoff_open_positions",
                                "Positions of intraday products that are open after their cut-off",
                                {{"exchange", std::string{events::name_of(exchange)}},
                                 {"segment", std::string{events::name_of(segment)}}});
        }
    }
    return gauges;
}

}  // namespace

SquareoffMetrics::SquareoffMetrics(metrics::Registry& registry)
    : accepted{commands(registry, "accepted")},
      refused{commands(registry, "refused")},
      repeated{commands(registry, "repeated")},
      conflicts{commands(registry, "conflicting")},
      unreadable{commands(registry, "unreadable")},
      parked_cut{registry.counter("backstop_squareoff_parked_cut_total",
                                  "Parked bodies of which only the beginning is kept: they are "
                                  "beyond their limit of bytes")},
      planned{registry.counter("backstop_squareoff_planned_total",
                               "Orders and cancels of ours that were planned")},
      surprises{registry.counter("backstop_squareoff_surprises_total",
                                 "Orders of ours that the books have otherwise than they ended")},
      unnamed{registry.counter("backstop_squareoff_unnamed_total",
                               "Planned orders that the broker had no room to be told of")},
      retries{registry.counter("backstop_squareoff_transactions_again_total",
                               "Transactions rolled back and begun again")},
      connected{registry.gauge("backstop_squareoff_connected", "1 while it consumes its queues")},
      open_accounts{
          registry.gauge("backstop_squareoff_open_accounts", "Accounts with commands that go on")},
      oldest_account_seconds{registry.gauge("backstop_squareoff_oldest_account_seconds",
                                            "For how long one of them has had such commands")},
      cutoff_open{cutoff_gauges(registry)},
      cutoffs_unconfirmed{registry.gauge(
          "backstop_squareoff_cutoffs_unconfirmed",
          "1: no cut-off is done, the site is ACTIVE since before its day was opened")},
      waiting{registry.gauge("backstop_squareoff_waiting_commands",
                             "Commands taken off the queue and not yet decided")},
      transaction_seconds{registry.histogram("backstop_squareoff_transaction_seconds",
                                             "Transaction from START to the end of COMMIT")},
      transaction_accounts{registry.size_histogram("backstop_squareoff_transaction_accounts",
                                                   "Accounts of one transaction")},
      issued_to_planned_seconds{
          registry.histogram("backstop_squareoff_issued_to_planned_seconds",
                             "From the issue of a command to the commit of its first plan")} {}

}  // namespace squareoff
