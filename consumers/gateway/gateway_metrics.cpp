#include "consumers/gateway/gateway_metrics.h"

namespace gateway {
namespace {

metrics::Counter& sent(metrics::Registry& registry, const std::string& session, const char* kind) {
    return registry.counter("backstop_gateway_sent_total", "Messages put on the wire, by kind",
                            {{"session", session}, {"kind", kind}});
}

metrics::Counter& counter(metrics::Registry& registry, const std::string& session, const char* name,
                          const char* help) {
    return registry.counter(name, help, {{"session", session}});
}

metrics::Gauge& gauge(metrics::Registry& registry, const std::string& session, const char* name,
                      const char* help) {
    return registry.gauge(name, help, {{"session", session}});
}

metrics::Gauge& waiting(metrics::Registry& registry, const std::string& session, const char* kind) {
    return registry.gauge("backstop_gateway_waiting", "Rows read and not marked yet, by kind",
                          {{"session", session}, {"kind", kind}});
}

}  // namespace

SessionMetrics::SessionMetrics(metrics::Registry& registry, const std::string& session)
    : orders_sent{sent(registry, session, "exit")},
      cancels_sent{sent(registry, session, "cancel")},
      status_sent{sent(registry, session, "status")},
      rejected{counter(registry, session, "backstop_gateway_rejected_total",
                       "Rows that the exchange, or the gateway before it, refused")},
      fenced{counter(registry, session, "backstop_gateway_fenced_total",
                     "Rows not sent because their epoch is over")},
      put_back{counter(registry, session, "backstop_gateway_put_back_total",
                       "Rows marked and not sent, because the session was not logged on")},
      bad_message{counter(registry, session, "backstop_gateway_bad_messages_total",
                          "Messages of the queue or the exchange that could not be read")},
      resets{counter(registry, session, "backstop_gateway_exchange_resets_total",
                     "Times the exchange has lost its message store")},
      contradictions{counter(registry, session, "backstop_gateway_contradictions_total",
                             "Rows in doubt because the exchange has contradicted itself")},
      unmatched{counter(registry, session, "backstop_gateway_unmatched_refusals_total",
                        "Refusals that name no message of ours, fills of no order of ours")},
      contradicted{gauge(registry, session, "backstop_gateway_contradicted",
                         "Rows in doubt by a contradiction, until the books have their end")},
      contradicted_seconds{gauge(registry, session, "backstop_gateway_contradicted_seconds",
                                 "Age of the oldest row in doubt by a contradiction")},
      waiting_orders{waiting(registry, session, "exit")},
      waiting_cancels{waiting(registry, session, "cancel")},
      unanswered{gauge(registry, session, "backstop_gateway_unanswered",
                       "Rows on the wire that the exchange has not answered")},
      in_doubt{gauge(registry, session, "backstop_gateway_in_doubt",
                     "Rows of these that had to be asked for")},
      in_doubt_seconds{gauge(registry, session, "backstop_gateway_in_doubt_seconds",
                             "Age of the oldest row in doubt")},
      throttle_room{gauge(registry, session, "backstop_gateway_throttle_room",
                          "Messages that may go at once")},
      logged_on{gauge(registry, session, "backstop_gateway_logged_on",
                      "1 while the FIX session is logged on")},
      marking_seconds{registry.histogram("backstop_gateway_marking_seconds",
                                         "Transaction that marks rows as being sent")},
      planned_to_wire_seconds{registry.histogram("backstop_gateway_planned_to_wire_seconds",
                                                 "From the planning of a row to the wire")} {}

}  // namespace gateway
