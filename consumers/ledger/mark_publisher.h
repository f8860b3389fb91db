#pragma once

#include <cstdint>
#include <map>
#include <memory>

#include "common/amqp/link_config.h"
#include "common/amqp/publisher.h"
#include "common/loop/loop.h"

namespace ledger {

// Puts marks (catch_up.h) behind what waits in a partition's queue. By a link of its own, made for
// the first of them: in an alarm the broker would stop to read from the link that acknowledges.
// Loop thread only; `loop` must outlive it.
class MarkPublisher {
  public:
    MarkPublisher(loop::Loop& loop, amqp::LinkConfig link);

    // Kept until the broker has it on disk; nothing where the same mark is still on its way, or too
    // many are: the worker asks again.
    void put(int32_t partition, int64_t resumed_us);
    void close();

  private:
    struct Sent {
        int64_t resumed_us = 0;
        uint64_t number = 0;  // of the publisher's
    };

    loop::Loop& loop_;
    const amqp::LinkConfig link_;
    bool closed_ = false;
    std::map<int32_t, Sent> sent_;  // the last one of each partition
    std::unique_ptr<amqp::Publisher> publisher_;
};

}  // namespace ledger
