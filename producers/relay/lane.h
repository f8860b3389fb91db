#pragma once

#include <functional>
#include <memory>
#include <random>
#include <string>
#include <vector>

#include "common/amqp/publisher.h"
#include "common/base/backoff.h"
#include "common/loop/mailbox.h"
#include "common/loop/timer.h"
#include "common/loop/worker.h"
#include "producers/relay/batch.h"
#include "producers/relay/lane_metrics.h"
#include "producers/relay/store.h"

namespace relay {

// Publishes the notices of one urgency, batch by batch: takes rows, publishes them, waits for the
// broker's confirmation, marks them. A batch that is cut off anywhere but at the publisher is
// published again; none is ever marked that the broker has not confirmed. What has expired it ends.
// Loop thread only; the worker's jobs touch the Store alone.
class Lane {
  public:
    // `failed`: the database refuses the statements, and the service must end.
    Lane(loop::Loop& loop, const RelayConfig& config, const amqp::LinkConfig& link,
         const db::DatabaseConfig& database, Urgency urgency, metrics::Registry& registry,
         std::function<void(const std::string& why)> failed);

    // Why it cannot serve just now; empty: it can.
    [[nodiscard]] std::string not_ready() const;
    void stop();

  private:
    enum class Phase { Resting, Taking, Publishing, Marking };
    struct Taken {
        base::Result<std::vector<WaitingNotice>> rows{std::vector<WaitingNotice>{}};
        std::optional<Store::Backlog> backlog;
        size_t late = 0;  // marked, after their batch had been given up
        uint64_t expired = 0;
    };
    struct Marked {
        base::Status status = base::Unit{};
        size_t ids = 0;
    };

    [[nodiscard]] const LaneConfig& own() const;
    void begin();
    Taken take(const std::vector<std::string>& late, size_t most, bool watch, bool sweep,
               int64_t now_us);
    void on_taken(const Taken& taken);
    void show(const Store::Backlog& backlog);
    void publish();
    void on_progress();
    void mark();
    void on_marked(const Marked& marked);
    void rest(int64_t wait_ms);
    void after_error(const base::Error& error);

    const RelayConfig config_;
    const Urgency urgency_;
    LaneMetrics metrics_;
    const std::function<void(const std::string&)> failed_;
    Store store_;  // the worker's

    Phase phase_ = Phase::Resting;
    Batch batch_;
    size_t found_ = 0;  // rows of the batch
    // Published by a batch that was given up, and on its way: marked before any row is taken, so
    // that each has one message.
    std::vector<std::string> late_;
    int64_t rest_ms_ = 0;
    int64_t taken_us_ = 0;  // of the clock that never goes back, as the two below
    int64_t watch_due_us_ = 0;
    int64_t sweep_due_us_ = 0;
    bool database_is_up_ = false;
    base::Backoff backoff_;
    std::mt19937_64 random_;
    loop::Timer rest_;
    loop::Timer confirm_deadline_;
    loop::Mailbox<std::shared_ptr<Taken>> taken_;
    loop::Mailbox<std::shared_ptr<Marked>> marked_;
    amqp::Publisher publisher_;
    loop::Worker worker_;  // last: it posts to the mailboxes
};

}  // namespace relay
