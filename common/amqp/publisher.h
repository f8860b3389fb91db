#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>

#include "common/amqp/confirms.h"
#include "common/amqp/link.h"
#include "common/amqp/link_config.h"
#include "common/amqp/message.h"
#include "common/amqp/owed_confirm.h"
#include "common/base/backoff.h"
#include "common/loop/loop.h"
#include "common/loop/timer.h"

namespace amqp {

// Publishes in order, with the broker's confirms, and keeps every message until it is confirmed.
// Guarantee: whoever reads a queue with a counter, taking number n+1 and passing over every other
// one, gets all messages in order. After a refusal or a lost link everything from the lowest
// unconfirmed message on is sent again, so that repeats and, after a refusal, messages ahead of
// their turn are seen. A broker that confirms nothing for 30 s although it could is left and
// logged in to again.
// Loop thread only; must not be destroyed from its own callback. `loop` must outlive it.
class Publisher {
  public:
    using Limits = Confirms::Limits;

    struct State {
        bool connected = false;
        bool blocked = false;  // the broker is in an alarm and takes nothing
        size_t unconfirmed_messages = 0;
        size_t unconfirmed_bytes = 0;
        int64_t oldest_unconfirmed_us = 0;  // since it was taken, over all links; 0: none
        size_t output_bytes = 0;            // encoded, not yet taken by the socket
        uint64_t reconnects = 0;            // links lost
        uint64_t nacks = 0;                 // messages refused by a queue
        uint64_t returned = 0;              // messages that had no queue
        uint64_t resent = 0;                // messages sent once more
    };

    // `on_progress` is called at most once a turn, when confirmed_through has moved; room comes
    // back in no other way. It may call try_publish; it is never called from inside try_publish.
    Publisher(loop::Loop& loop, LinkConfig config, Limits limits,
              std::function<void()> on_progress);

    [[nodiscard]] bool has_room() const;
    // Takes the message and numbers it 1, 2, 3 …; nullopt, and the message untouched, when there is
    // no room. While the link is down or blocked messages are taken until the window is full; they
    // are sent when it is back. A body must not be empty, names not longer than 255 bytes.
    [[nodiscard]] std::optional<uint64_t> try_publish(Message& message);
    // Every message up to this number is confirmed; 0 at first.
    [[nodiscard]] uint64_t confirmed_through() const;
    [[nodiscard]] State state() const;
    // Says good-bye to the broker without waiting. No callback comes after it; what is unconfirmed
    // stays so.
    void close();

  private:
    void on_open();
    void on_incoming(Incoming&& incoming);
    bool on_turn_end();
    void on_lost();
    void encode_waiting();
    void watch_refusal();
    void watch_owed();
    void report_progress();

    loop::Loop& loop_;
    const std::function<void()> on_progress_;
    Confirms confirms_;
    bool blocked_ = false;
    uint64_t returned_ = 0;
    uint64_t reported_through_ = 0;
    base::Backoff resend_backoff_;
    loop::Timer resend_timer_;
    loop::Timer settle_timer_;
    OwedConfirm owed_;
    loop::Timer owed_timer_;
    Link link_;  // last: its callbacks reach all of the above
};

}  // namespace amqp
