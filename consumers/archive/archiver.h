#pragma once

#include <optional>
#include <string>
#include <vector>

#include "common/amqp/link_config.h"
#include "common/journal/follower.h"
#include "common/loop/loop.h"
#include "common/loop/timer.h"
#include "consumers/archive/archive_worker.h"

namespace archive {

// The stream `journal` into files: a follower that reads it, a worker that writes. A message is
// acknowledged when it is durable; where to go on stands in the files themselves. Loop thread only.
class Archiver {
  public:
    Archiver(loop::Loop& loop, const ArchiveConfig& config, amqp::LinkConfig link,
             metrics::Registry& registry);

    // Reads the folder and begins. The reason why it cannot; empty: it runs.
    std::string start();
    // Why it cannot serve just now; empty: it can.
    [[nodiscard]] std::vector<std::string> not_ready() const;
    void stop();
    [[nodiscard]] bool failed() const { return follower_.failed(); }

  private:
    const ArchiveConfig config_;
    ArchiveMetrics metrics_;
    journal::Follower follower_;
    std::optional<ArchiveWorker> worker_;
    loop::Timer ages_;
};

}  // namespace archive
