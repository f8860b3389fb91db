#pragma once

#include <memory>
#include <string>
#include <vector>

#include "common/amqp/subscriber.h"
#include "common/loop/mailbox.h"
#include "consumers/notifier/lane.h"
#include "consumers/notifier/notifier_config.h"

namespace notifier {

// Notices from the queues to customers, see docs/notices.md: one link that consumes all queues, one
// lane for each. Several notifiers may run side by side. Loop thread only; `templates` must
// outlive it.
class Notifier {
  public:
    Notifier(loop::Loop& loop, const NotifierConfig& config, const Templates& templates,
             const amqp::LinkConfig& link, const db::DatabaseConfig& database,
             metrics::Registry& registry);
    ~Notifier();

    // Why it cannot serve just now; empty: it can.
    [[nodiscard]] std::vector<std::string> not_ready() const;
    void stop();
    [[nodiscard]] bool failed() const { return failed_; }

  private:
    void on_delivery(amqp::Delivery delivery);
    void on_report(const LaneReport& report);
    void fail(const std::string& why);

    loop::Loop& loop_;
    const std::vector<LaneConfig> lanes_config_;
    metrics::Gauge& connected_;
    metrics::Counter& unreadable_;
    bool failed_ = false;
    loop::Mailbox<LaneReport> reports_;
    std::vector<std::unique_ptr<Lane>> lanes_;
    amqp::Subscriber subscriber_;
};

}  // namespace notifier
