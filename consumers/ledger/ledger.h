#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "common/amqp/link_config.h"
#include "common/amqp/subscriber.h"
#include "common/loop/loop.h"
#include "common/loop/mailbox.h"
#include "consumers/ledger/journal_fetch.h"
#include "consumers/ledger/mark_publisher.h"
#include "consumers/ledger/partition_worker.h"
#include "consumers/ledger/record_fetch.h"

namespace ledger {

// Events from the queues into the books: one link that consumes every partition's queue, one worker
// for each. Several ledgers may run: the broker gives a queue to one of them at a time, the
// watermarks fence off the others. Loop thread only.
class Ledger {
  public:
    Ledger(loop::Loop& loop, const LedgerConfig& config, const amqp::LinkConfig& link,
           const db::DatabaseConfig& database, metrics::Registry& registry);
    ~Ledger();

    // Why it cannot serve just now; empty: it can.
    [[nodiscard]] std::vector<std::string> not_ready() const;
    // Ends the link; transactions under way end with the destructor.
    void stop();
    [[nodiscard]] bool failed() const { return failed_; }

  private:
    void on_delivery(amqp::Delivery delivery);
    void on_epoch(uint64_t epoch);
    void on_report(Report report);
    void fetch(const Missing& missing);
    void set_consuming(bool consuming);
    void fail(const std::string& why);

    loop::Loop& loop_;
    metrics::Gauge& connected_;
    bool failed_ = false;
    uint64_t epoch_ = 0;
    loop::Mailbox<Report> reports_;
    std::vector<std::unique_ptr<PartitionWorker>> workers_;
    std::optional<RecordFetch> record_;  // goes before the workers
    std::vector<int> asked_;             // how often by each partition
    JournalFetch journal_;
    MarkPublisher marks_;
    amqp::Subscriber subscriber_;
};

}  // namespace ledger
