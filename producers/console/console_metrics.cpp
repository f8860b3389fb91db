#include "producers/console/console_metrics.h"

namespace console {

ConsoleMetrics::ConsoleMetrics(metrics::Registry& registry)
    : viewers{registry.gauge("backstop_console_viewers", "Pages that listen")},
      viewers_dropped{registry.counter("backstop_console_viewers_dropped_total",
                                       "Pages that did not take what was sent")},
      reads{registry.counter("backstop_console_reads_total", "Readings of the whole site")},
      sources_unknown{registry.counter("backstop_console_sources_unknown_total",
                                       "Sources that a reading got no answer from")},
      logins{registry.counter("backstop_console_logins_total", "Logins")},
      logins_refused{registry.counter("backstop_console_logins_refused_total",
                                      "Logins with a wrong token, or too soon after another")},
      read_seconds{registry.histogram("backstop_console_read_seconds",
                                      "Of one reading, until the last source has answered")} {}

}  // namespace console
