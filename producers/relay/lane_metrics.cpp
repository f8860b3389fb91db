#include "producers/relay/lane_metrics.h"

namespace relay {
namespace {

metrics::Labels labels(Urgency urgency) {
    return {{"lane", urgency == Urgency::Urgent ? "urgent" : "bulk"}};
}

}  // namespace

LaneMetrics::LaneMetrics(metrics::Registry& registry, Urgency urgency)
    : connected{registry.gauge("backstop_relay_connected", "1 while it can publish",
                               labels(urgency))},
      waiting{registry.gauge("backstop_relay_waiting_notices", "Rows that nobody has published yet",
                             labels(urgency))},
      oldest_waiting_seconds{registry.gauge("backstop_relay_oldest_waiting_seconds",
                                            "Age of the oldest of them", labels(urgency))},
      unconfirmed{registry.gauge("backstop_relay_unconfirmed_messages",
                                 "Published, not yet confirmed by the broker", labels(urgency))},
      published{registry.counter("backstop_relay_published_total",
                                 "Notices given to the broker's link", labels(urgency))},
      confirmed{registry.counter("backstop_relay_confirmed_total",
                                 "Notices marked as queued after the broker's confirmation",
                                 labels(urgency))},
      retries{registry.counter("backstop_relay_batches_again_total",
                               "Batches that were not marked as a whole and are taken again",
                               labels(urgency))},
      expired{registry.counter("backstop_relay_expired_total",
                               "Notices that had expired before anybody began to send them",
                               labels(urgency))},
      batch_seconds{registry.histogram(
          "backstop_relay_batch_seconds",
          "From the lock of a batch's rows to the commit that marks it", labels(urgency))} {}

}  // namespace relay
