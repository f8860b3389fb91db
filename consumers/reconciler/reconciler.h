#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "common/amqp/link_config.h"
#include "common/amqp/subscriber.h"
#include "common/loop/loop.h"
#include "common/loop/mailbox.h"
#include "common/loop/timer.h"
#include "consumers/reconciler/reconciler_worker.h"

namespace reconciler {

// Compares the live books with the journal for ever: one link that follows the stream, one worker
// that folds and compares. Writes nothing but what it has found. Loop thread only.
class Reconciler {
  public:
    Reconciler(loop::Loop& loop, const ReconcilerConfig& config, amqp::LinkConfig link,
               const db::DatabaseConfig& database, metrics::Registry& registry);
    ~Reconciler();

    // Why it cannot serve just now; empty: it can.
    [[nodiscard]] std::vector<std::string> not_ready() const;
    void stop();
    [[nodiscard]] bool failed() const { return failed_; }

  private:
    void subscribe();
    void on_tick();
    void on_delivery(amqp::Delivery delivery);
    void on_lost();
    void on_report(Report report);
    void fail(const std::string& why);

    loop::Loop& loop_;
    const ReconcilerConfig config_;
    const amqp::LinkConfig link_;
    ReconcilerMetrics metrics_;
    bool failed_ = false;
    bool renew_ = false;  // another subscriber is to begin at `next_offset_`
    size_t with_worker_ = 0;
    std::optional<int64_t> next_offset_;  // none before the worker has said where to begin
    loop::Mailbox<Report> reports_;
    loop::Timer tick_;
    std::unique_ptr<ReconcilerWorker> worker_;
    std::unique_ptr<amqp::Subscriber> subscriber_;
};

}  // namespace reconciler
