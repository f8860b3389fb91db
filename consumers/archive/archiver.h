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
#include "consumers/archive/archive_worker.h"

namespace archive {

// The stream `journal` into files: one link that consumes it, one worker that writes. A message is
// acknowledged when it is durable; where to go on stands in the files themselves. Loop thread only.
class Archiver {
  public:
    Archiver(loop::Loop& loop, const ArchiveConfig& config, amqp::LinkConfig link,
             metrics::Registry& registry);
    ~Archiver();

    // Reads the folder and begins. The reason why it cannot; empty: it runs.
    std::string start();
    // Why it cannot serve just now; empty: it can.
    [[nodiscard]] std::vector<std::string> not_ready() const;
    void stop();
    [[nodiscard]] bool failed() const { return failed_; }

  private:
    void connect();
    void on_tick();
    void on_delivery(amqp::Delivery delivery);
    void on_lost();
    void on_report(Report report);
    void fail(const std::string& why);

    loop::Loop& loop_;
    const ArchiveConfig config_;
    const amqp::LinkConfig link_;
    ArchiveMetrics metrics_;
    bool failed_ = false;
    bool lost_ = false;
    std::optional<int64_t> next_offset_;
    size_t with_worker_ = 0;  // messages it has neither made durable nor refused
    loop::Mailbox<Report> reports_;
    loop::Timer tick_;
    std::unique_ptr<ArchiveWorker> worker_;
    std::unique_ptr<amqp::Subscriber> subscriber_;
};

}  // namespace archive
