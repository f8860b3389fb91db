#pragma once

#include <deque>
#include <functional>
#include <memory>
#include <vector>

#include "common/amqp/link_config.h"
#include "common/amqp/subscriber.h"
#include "common/base/clock.h"
#include "common/loop/timer.h"
#include "consumers/ledger/partition_worker.h"

namespace ledger {

// Reads the stream and hands copies of its messages to the workers that miss something; each takes
// what closes its gap. First what is recent, then, asked again, all there is. One reading at a
// time; who asks during one is served by the next. Loop thread only.
class JournalFetch {
  public:
    // `push` gives a copy to the worker of the partition; false: no room just now.
    using Push = std::function<bool(int32_t partition, Inbound copy)>;

    JournalFetch(loop::Loop& loop, amqp::LinkConfig link, int32_t partitions, Push push);

    void want(int32_t partition);
    void close();

  private:
    void start();
    void finish();
    void on_delivery(amqp::Delivery delivery);
    void on_tick();
    bool hand_over(const amqp::Delivery& delivery);

    loop::Loop& loop_;
    const amqp::LinkConfig link_;
    const Push push_;
    std::vector<bool> wanted_;            // by the reading under way
    std::vector<int> readings_;           // by partition: the first is short
    std::vector<bool> next_;              // to be served by the next reading
    std::deque<amqp::Delivery> waiting_;  // bounded by the prefetch
    size_t handed_to_ = 0;                // partitions that have taken the first of `waiting_`
    base::MonoTime heard_;
    bool ready_ = false;
    loop::Timer tick_;
    loop::Timer pause_;
    std::unique_ptr<amqp::Subscriber> reader_;
};

}  // namespace ledger
