#include "consumers/reconciler/reconciler_metrics.h"

namespace reconciler {
namespace {

const metrics::Labels kJournal{{"part", "journal"}};

}  // namespace

ReconcilerMetrics::ReconcilerMetrics(metrics::Registry& registry)
    : connected{registry.gauge("backstop_reconciler_connected", "1 while it reads the record")},
      differences{registry.gauge("backstop_reconciler_differences",
                                 "Rows of the books that differ, found twice", kJournal)},
      last_compared_seconds{registry.gauge(
          "backstop_reconciler_last_compared_seconds",
          "Since the comparison ended that is longest ago among the partitions", kJournal)},
      suspected_accounts{registry.gauge("backstop_reconciler_suspected_accounts",
                                        "Accounts that differed when they were last compared")},
      journal_incomplete{registry.gauge(
          "backstop_reconciler_journal_incomplete",
          "Partitions that cannot be compared because the record has not got all events")},
      rounds_compared{registry.counter("backstop_reconciler_rounds_total", "Rounds of a partition",
                                       {{"outcome", "compared"}})},
      rounds_given_up{registry.counter("backstop_reconciler_rounds_total", "Rounds of a partition",
                                       {{"outcome", "given_up"}})},
      round_seconds{registry.histogram("backstop_reconciler_round_seconds",
                                       "From the look at the books to the end of the comparison")},
      accounts_compared{registry.counter("backstop_reconciler_accounts_compared_total",
                                         "Accounts compared, each time anew")},
      folded_events{registry.counter("backstop_reconciler_folded_events_total",
                                     "Events of the record folded into its own books")},
      held_events{registry.gauge("backstop_reconciler_held_events",
                                 "Events of the record that the live books have not got yet")},
      rows{registry.gauge("backstop_reconciler_rows", "Rows of its own books")},
      journal_offset{
          registry.gauge("backstop_reconciler_journal_offset", "Number of the last record read")},
      rewinds{registry.counter("backstop_reconciler_rewinds_total",
                               "Times that the record was read again from an earlier place")},
      database_failures{registry.counter("backstop_reconciler_database_failures_total",
                                         "Looks at the books that failed")},
      memory_bytes{registry.gauge("backstop_reconciler_memory_bytes", "Resident memory")},
      books_bytes{registry.gauge("backstop_reconciler_books_bytes",
                                 "Of its own books; at most books_bytes_max")},
      held_bytes{
          registry.gauge("backstop_reconciler_held_bytes",
                         "Of events that the live books have not got yet; at most held_bytes_max")},
      unnumbered_bytes{registry.gauge("backstop_reconciler_unnumbered_bytes",
                                      "Of what it remembers of events without a number; beyond "
                                      "unnumbered_bytes_max nothing is compared")},
      shares{registry.gauge(
          "backstop_reconciler_shares",
          "Shares of the accounts that are compared one after the other; 1: all of them at once")},
      cycle_seconds{registry.gauge("backstop_reconciler_cycle_seconds",
                                   "What the last time through all shares took; 0: there is one, "
                                   "or it goes on")},
      shares_passed_over{
          registry.counter("backstop_reconciler_shares_passed_over_total",
                           "Shares that do not fit into books_bytes_max and were not compared")} {}

}  // namespace reconciler
