#pragma once

#include <string>
#include <utility>
#include <vector>

#include "common/amqp/link_config.h"
#include "common/journal/follower.h"
#include "common/loop/loop.h"
#include "consumers/reconciler/reconciler_worker.h"

namespace reconciler {

// Compares the live books with the journal for ever: a follower that reads it, a worker that folds
// and compares, and says where to read from. Writes nothing but what it has found. Loop thread
// only.
class Reconciler {
  public:
    Reconciler(loop::Loop& loop, const ReconcilerConfig& config, amqp::LinkConfig link,
               const db::DatabaseConfig& database, metrics::Registry& registry)
        : metrics_{registry},
          follower_{loop,
                    {.link = std::move(link),
                     .prefetch = config.prefetch,
                     .failure = "the reconciler cannot go on",
                     .connected = metrics_.connected,
                     .reconnects = metrics_.reconnects}},
          worker_{config, database, metrics_, follower_.handover()} {}

    // Why it cannot serve just now; empty: it can.
    [[nodiscard]] std::vector<std::string> not_ready() const { return follower_.not_ready(); }
    void stop() { follower_.stop(); }
    [[nodiscard]] bool failed() const { return follower_.failed(); }

  private:
    ReconcilerMetrics metrics_;
    journal::Follower follower_;
    ReconcilerWorker worker_;
};

}  // namespace reconciler
