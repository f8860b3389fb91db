#pragma once

#include <map>
#include <memory>
#include <set>
#include <string>
#include <vector>

#include "common/amqp/publisher.h"
#include "common/amqp/subscriber.h"
#include "consumers/gateway/fix_bridge.h"
#include "consumers/gateway/session_shell.h"

namespace gateway {

// Exit orders from the queues to the exchanges: one link that consumes every session's queue, one
// FIX engine with all sessions. A session belongs to one process at a time: its exchange lets only
// one log on. Loop thread only.
class Gateway {
  public:
    Gateway(loop::Loop& loop, const GatewayConfig& config, const amqp::LinkConfig& link,
            const db::DatabaseConfig& database, metrics::Registry& registry);
    ~Gateway();

    // Begins to connect. Why it cannot; empty: it has begun.
    [[nodiscard]] std::string start() { return engine_.start(); }
    [[nodiscard]] std::vector<std::string> not_ready() const;
    // Takes no more, lets the batches under way end, logs out, then ends the loop.
    void stop();
    [[nodiscard]] bool failed() const { return failed_; }

  private:
    void on_delivery(amqp::Delivery delivery);
    void on_fix(FixEvent event);
    void wake(const std::vector<std::string>& accounts);
    void publish_wakes();
    void look_for_end();
    void fail(const std::string& why);

    loop::Loop& loop_;
    const GatewayConfig config_;
    metrics::Gauge& connected_;
    std::set<std::string> to_wake_;  // accounts not published yet
    bool failed_ = false;
    base::MonoTime stop_at_{};
    FixBridge bridge_;
    fix::Engine engine_;
    loop::Timer wake_timer_;
    loop::Timer end_timer_;
    amqp::Publisher publisher_;
    std::vector<std::unique_ptr<SessionShell>> sessions_;
    amqp::Subscriber subscriber_;
};

}  // namespace gateway
