#include "consumers/notifier/notifier_metrics.h"

namespace notifier {
namespace {

metrics::Labels labels(const std::string& channel, bool urgent) {
    return {{"channel", channel}, {"urgency", urgent ? "urgent" : "bulk"}};
}

metrics::Counter& notices(metrics::Registry& registry, metrics::Labels labels, const char* fate) {
    labels["fate"] = fate;
    return registry.counter("backstop_notifier_notices_total", "Notices by what became of them",
                            labels);
}

metrics::Counter& attempts(metrics::Registry& registry, metrics::Labels labels, size_t verdict) {
    labels["outcome"] = std::string{kVerdictNames[verdict]};
    return registry.counter("backstop_notifier_attempts_total", "Sendings by their outcome",
                            labels);
}

}  // namespace

LaneMetrics::LaneMetrics(metrics::Registry& registry, const std::string& channel, bool urgent)
    : sent{notices(registry, labels(channel, urgent), "sent")},
      dead{notices(registry, labels(channel, urgent), "dead")},
      repeated{notices(registry, labels(channel, urgent), "repeated")},
      unknown{notices(registry, labels(channel, urgent), "unknown")},
      retries{registry.counter("backstop_notifier_retries_total",
                               "Notices that will be tried again", labels(channel, urgent))},
      rate_limited{registry.counter("backstop_notifier_rate_limited_total",
                                    "Times a notice waited for its recipient's limit",
                                    labels(channel, urgent))},
      found{
          registry.counter("backstop_notifier_found_total",
                           "Notices found in the table: their turn has come, or nobody named them",
                           labels(channel, urgent))},
      fell_back{registry.counter("backstop_notifier_template_fallbacks_total",
                                 "Notices in English, for want of the customer's language",
                                 labels(channel, urgent))},
      database_retries{registry.counter("backstop_notifier_transactions_again_total",
                                        "Transactions and readings begun again",
                                        labels(channel, urgent))},
      in_flight{registry.gauge("backstop_notifier_in_flight", "Notices being sent",
                               labels(channel, urgent))},
      waiting{registry.gauge("backstop_notifier_waiting",
                             "Notices named by unacknowledged messages", labels(channel, urgent))},
      oldest_seconds{registry.gauge("backstop_notifier_oldest_seconds",
                                    "Age of the oldest notice in hand", labels(channel, urgent))},
      channel_down{registry.gauge("backstop_notifier_channel_down",
                                  "1 while the channel takes nothing", labels(channel, urgent))},
      send_seconds{registry.histogram("backstop_notifier_send_seconds", "One sending",
                                      labels(channel, urgent))},
      created_to_sent_seconds{registry.histogram("backstop_notifier_created_to_sent_seconds",
                                                 "From the notice's creation to its fate sent",
                                                 labels(channel, urgent))} {
    for (size_t i = 0; i < kVerdicts; ++i) {
        this->attempts[i] = &notifier::attempts(registry, labels(channel, urgent), i);
    }
}

}  // namespace notifier
