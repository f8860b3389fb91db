#pragma once

#include <optional>
#include <string>
#include <vector>

#include "common/amqp/subscriber.h"
#include "common/journal/handover.h"
#include "common/loop/loop.h"
#include "common/loop/timer.h"
#include "consumers/archive/archive_worker.h"

namespace archive {

// The queue `record` into files: a link that reads it, a worker that writes. A message is
// acknowledged when it is durable. Loop thread only.
class Archiver {
  public:
    // `database`: where the heads of the record are told; nullopt: nowhere.
    Archiver(loop::Loop& loop, const ArchiveConfig& config, amqp::LinkConfig link,
             std::optional<db::DatabaseConfig> database, metrics::Registry& registry);

    // Reads the folder and begins. The reason why it cannot; empty: it runs.
    std::string start();
    // Why it cannot serve just now; empty: it can.
    [[nodiscard]] std::vector<std::string> not_ready() const;
    void stop();
    [[nodiscard]] bool failed() const { return failed_; }

  private:
    void on_delivery(amqp::Delivery delivery);
    void on_report(const journal::Report& report);
    void set_epoch(uint64_t epoch);
    void fail(const std::string& why);

    loop::Loop& loop_;
    const ArchiveConfig config_;
    const amqp::LinkConfig link_;
    const std::optional<db::DatabaseConfig> database_;
    ArchiveMetrics metrics_;
    bool failed_ = false;
    uint64_t epoch_ = 0;
    journal::Handover handover_;
    std::optional<HeadsKeeper> heads_;
    std::optional<ArchiveWorker> worker_;
    std::optional<amqp::Subscriber> subscriber_;
    loop::Timer ages_;
};

}  // namespace archive
