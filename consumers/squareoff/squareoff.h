#pragma once

#include <memory>
#include <string>
#include <vector>

#include "common/amqp/publisher.h"
#include "common/amqp/subscriber.h"
#include "common/events/codec.h"
#include "consumers/squareoff/partition.h"
#include "consumers/squareoff/price_keeper.h"

namespace squareoff {

// Commands from the queues into exit orders: see docs/squareoff.md. Several may run: the broker
// gives a queue to one of them at a time, and the lock of each partition in the database keeps
// plans of one account apart. Loop thread only.
class Squareoff {
  public:
    Squareoff(loop::Loop& loop, const SquareoffConfig& config, const amqp::LinkConfig& link,
              const db::DatabaseConfig& database, metrics::Registry& registry);

    // Why it cannot serve just now; empty: it can.
    [[nodiscard]] std::vector<std::string> not_ready() const;
    // Ends the links; a transaction under way ends first.
    void stop();
    [[nodiscard]] bool failed() const { return failed_; }

  private:
    void on_delivery(amqp::Delivery delivery);
    void on_command(size_t partition, amqp::Delivery delivery, Receipt receipt);
    void on_wake(size_t partition, const std::string& body);
    void on_events(size_t partition, const amqp::Delivery& delivery);
    void on_lost(uint64_t epoch);
    void name_planned(const std::string& session, const std::vector<std::string>& ids);
    void on_tick();
    void fail(const std::string& why);

    loop::Loop& loop_;
    const SquareoffConfig config_;
    SquareoffMetrics metrics_;
    events::Decoder decoder_;
    bool failed_ = false;
    std::vector<std::unique_ptr<Partition>> partitions_;
    PriceKeeper prices_;
    loop::Timer tick_;
    amqp::Publisher publisher_;
    amqp::Subscriber subscriber_;
};

}  // namespace squareoff
