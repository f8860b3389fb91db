#include "producers/feed/drop_copy_metrics.h"

namespace feed {
namespace {

metrics::Counter& product(metrics::Registry& registry, const char* from) {
    return registry.counter("backstop_feed_product_total", "Reports, by who said the product",
                            {{"from", from}});
}

}  // namespace

DropCopyMetrics::DropCopyMetrics(metrics::Registry& registry)
    : logged_on{registry.gauge("backstop_feed_exchange_logged_on",
                               "1 while the drop copy session is logged on")},
      silence_seconds{registry.gauge("backstop_feed_exchange_silence_seconds",
                                     "Since the last message of the drop copy")},
      waiting{registry.gauge("backstop_feed_exchange_waiting_messages",
                             "Received, not yet taken by the feed")},
      hole_seconds{registry.gauge("backstop_feed_exchange_hole_seconds",
                                  "Since nothing came of messages that the counterparty was asked "
                                  "for; 0: nothing is missing")},
      reports{registry.counter("backstop_feed_reports_total", "Execution reports taken")},
      repeats{registry.counter("backstop_feed_reports_resent_total",
                               "Reports that may be known under another number (PossResend)")},
      ignored{registry.counter("backstop_feed_messages_ignored_total",
                               "Messages that say nothing about an order's state")},
      no_room{registry.counter("backstop_feed_exchange_no_room_total",
                               "Connections dropped because the feed was too slow")},
      skipped{registry.counter("backstop_feed_exchange_skipped_total",
                               "Times the counterparty went on at a higher number")},
      resets{registry.counter("backstop_feed_exchange_resets_total",
                              "Times the counterparty's numbers began anew")},
      product_of_order{product(registry, "order")},
      product_of_customer{product(registry, "customer")},
      product_default{product(registry, "default")},
      product_unknown{registry.counter("backstop_feed_product_unknown_total",
                                       "Reports that name a product which is none")} {}

}  // namespace feed
