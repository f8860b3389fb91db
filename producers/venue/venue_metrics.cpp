#include "producers/venue/venue_metrics.h"

namespace venue {

VenueMetrics::VenueMetrics(metrics::Registry& registry)
    : messages{registry.counter("backstop_venue_messages_total",
                                "Application messages that members sent")},
      unreadable{registry.counter("backstop_venue_messages_refused_total",
                                  "Of these, answered with 35=j")},
      logons_refused{registry.counter("backstop_venue_logons_refused_total",
                                      "Logons without the session's user and password")},
      inputs{registry.gauge("backstop_venue_inputs", "Of the day, in the journal")},
      answers{registry.gauge("backstop_venue_answers", "Of the day, to all members")},
      answers_behind{registry.gauge("backstop_venue_answers_behind",
                                    "Not sent yet, of the session that lacks most")},
      inbox_messages{registry.gauge("backstop_venue_inbox_messages", "Received, not worked on")},
      journal_bytes{registry.gauge("backstop_venue_journal_bytes", "On file")},
      flush_seconds{registry.histogram("backstop_venue_journal_flush_seconds",
                                       "Writing one turn's inputs to the journal")} {}

}  // namespace venue
