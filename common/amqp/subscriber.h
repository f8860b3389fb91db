#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "common/amqp/acks.h"
#include "common/amqp/link.h"
#include "common/amqp/link_config.h"
#include "common/amqp/message.h"
#include "common/loop/loop.h"
#include "common/loop/timer.h"

namespace amqp {

// Consumes queues and streams over one connection and channel, with manual acks. Each connection is
// an epoch of its own with fresh consumer tags; what is unacked when an epoch ends comes again.
// Loop thread only; must not be destroyed from its own callback. `loop` must outlive it.
class Subscriber {
  public:
    struct Handlers {
        std::function<void(Delivery)> on_delivery;
        // All queues are being consumed. Deliveries of the first of several queues may come before
        // it.
        std::function<void(uint64_t epoch)> on_ready;
        // For each epoch that had deliveries or on_ready; its acks are ignored from here on.
        std::function<void(uint64_t epoch)> on_lost;
    };

    struct State {
        bool connected = false;  // between on_ready and on_lost
        uint64_t epoch = 0;      // the present or the last one; 0 before the first
        size_t unacked = 0;      // deliveries of this epoch
        size_t output_bytes = 0;
        uint64_t reconnects = 0;  // links lost
    };

    // A body is kept up to `body_bytes_max` bytes; of a larger one the rest is read and dropped.
    Subscriber(loop::Loop& loop, LinkConfig config, std::vector<Subscription> subscriptions,
               size_t body_bytes_max, Handlers handlers);

    // Each delivery once. Acks of an epoch that is over are ignored: the broker delivers those
    // messages again. They are gathered and sent at the end of the turn.
    void ack(uint64_t epoch, uint64_t tag);
    [[nodiscard]] State state() const;
    // Sends the gathered acks and says good-bye to the broker without waiting. No callback comes
    // after it.
    void close();

  private:
    void on_open();
    void on_incoming(Incoming&& incoming);
    void on_content(Content&& content);
    void on_consuming();
    void encode_acks();
    void on_lost();

    loop::Loop& loop_;
    const std::vector<Subscription> subscriptions_;
    const Handlers handlers_;
    Acks acks_;
    uint64_t epoch_ = 0;
    bool epoch_open_ = false;
    bool ready_ = false;
    std::vector<std::string> consumer_tags_;  // of this epoch, by subscription
    size_t consuming_ = 0;                    // consume-ok received
    loop::Timer ready_timer_;
    Link link_;  // last: its callbacks reach all of the above
};

}  // namespace amqp
