#pragma once

#include <string>
#include <utility>
#include <vector>

#include "common/amqp/link_config.h"
#include "common/site/trading_day.h"
#include "consumers/reconciler/reconciler_worker.h"

namespace reconciler {

// Compares the live books with the record for ever. Writes nothing but what it has found. Loop
// thread only.
class Reconciler {
  public:
    Reconciler(const ReconcilerConfig& config, amqp::LinkConfig link,
               const db::DatabaseConfig& database, metrics::Registry& registry)
        : metrics_{registry}, worker_{config, std::move(link), database, metrics_} {}

    // Why it cannot serve just now; empty: it can.
    [[nodiscard]] std::vector<std::string> not_ready() const {
        std::vector<std::string> reasons;
        if (metrics_.connected.value() == 0) reasons.emplace_back("record: it is not read");
        if (!worker_.day_is_open()) reasons.emplace_back(site::kNoDay);
        if (worker_.is_overfull()) {
            reasons.emplace_back("unnumbered_bytes_max: too many events without a number");
        }
        return reasons;
    }
    void stop() { worker_.close(); }

  private:
    ReconcilerMetrics metrics_;
    ReconcilerWorker worker_;
};

}  // namespace reconciler
