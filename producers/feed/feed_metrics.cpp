#include "producers/feed/feed_metrics.h"

namespace feed {

FeedMetrics::FeedMetrics(metrics::Registry& registry, int32_t partitions)
    : read{registry.counter("backstop_feed_events_read_total", "Records taken from the source")},
      confirmed{registry.counter("backstop_feed_events_confirmed_total",
                                 "Events that the broker has confirmed")},
      refused{registry.counter("backstop_feed_records_refused_total",
                               "Records that are no valid event: sent to dlq.feed")},
      unconfirmed_messages{registry.gauge("backstop_feed_unconfirmed_messages", "In the window")},
      unconfirmed_bytes{registry.gauge("backstop_feed_unconfirmed_bytes", "In the window")},
      oldest_unconfirmed_seconds{
          registry.gauge("backstop_feed_oldest_unconfirmed_seconds", "Age of the oldest")},
      output_bytes{registry.gauge("backstop_feed_output_bytes", "Not yet taken by the socket")},
      connected{registry.gauge("backstop_feed_connected", "1 while it can publish")},
      blocked{registry.gauge("backstop_feed_blocked", "1 while the broker is in an alarm")},
      blocked_seconds{registry.gauge("backstop_feed_blocked_seconds",
                                     "So long it has been in it; 0: it is not")},
      reconnects{registry.counter("backstop_feed_reconnects_total", "Links to the broker lost")},
      nacks{registry.counter("backstop_feed_nacks_total", "Messages that a queue refused")},
      resent{registry.counter("backstop_feed_resent_messages_total", "Messages sent once more")},
      checkpoint_position{registry.gauge("backstop_feed_checkpoint_position",
                                         "The source's records up to this one are safe")},
      checkpoint_age_seconds{
          registry.gauge("backstop_feed_checkpoint_age_seconds",
                         "For how long what is safe has not been on disk; 0: all of it is")},
      generation{registry.gauge("backstop_feed_generation",
                                "1; more: the source began its day's numbers anew")} {
    for (int32_t partition = 0; partition < partitions; ++partition) {
        seq.push_back(&registry.gauge("backstop_feed_seq", "Last seq given out",
                                      {{"partition", std::to_string(partition)}}));
    }
}

}  // namespace feed
