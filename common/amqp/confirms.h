#pragma once

#include <cstddef>
#include <cstdint>
#include <deque>
#include <optional>

#include "common/amqp/message.h"
#include "common/base/clock.h"

namespace amqp {

// The window of messages that the broker has not confirmed: go-back-N over the delivery tags of one
// channel. Pure. One pass = sending in order from some message on; in a pass message number and
// delivery tag differ by a constant. A refusal (nack or return) ends the pass: nothing new is sent,
// what is outstanding settles, and `rewind` begins the next pass at the lowest unconfirmed message.
// What was confirmed behind a refused message is sent again, because order in the queue counts and
// receivers drop repeats.
class Confirms {
  public:
    struct Limits {
        size_t messages_max = 2000;
        size_t bytes_max = 64u << 20;  // may be exceeded by the last message taken in
    };
    enum class Phase {
        Down,      // no channel
        Sending,   // next_to_send may give a message
        Settling,  // after a refusal, while messages are outstanding
        Refused,   // after a refusal, all settled: rewind when the time has come
    };

    explicit Confirms(Limits limits) : limits_{limits} {}

    [[nodiscard]] bool has_room() const;
    // Numbers the message and keeps it; nullopt, and the message untouched, without room.
    [[nodiscard]] std::optional<uint64_t> add(Message& message, base::MonoTime now);

    void on_channel_open();
    void on_channel_lost();
    // The message to encode next; null when there is none or none may be sent. `sent` then gives it
    // its tag.
    [[nodiscard]] const Message* next_to_send() const;
    void sent();

    // False: the tag was never given or is settled already, which is a broken channel.
    [[nodiscard]] bool on_ack(uint64_t tag, bool multiple);
    [[nodiscard]] bool on_nack(uint64_t tag, bool multiple);
    // A return names no tag, but it comes before its message's ack: all that is outstanding is in
    // doubt.
    void on_return();
    // Phase Refused only. After a refusal messages go out one by one at first and faster as they
    // are confirmed: a full queue is not to be flooded with what it will refuse again.
    void rewind();

    [[nodiscard]] Phase phase() const { return phase_; }
    [[nodiscard]] uint64_t confirmed_through() const { return first_number_ - 1; }
    [[nodiscard]] size_t outstanding() const { return outstanding_; }
    [[nodiscard]] size_t messages() const { return entries_.size(); }
    [[nodiscard]] size_t bytes() const { return bytes_; }
    // For how long the lowest unconfirmed message has been here; 0 without one.
    [[nodiscard]] int64_t oldest_us(base::MonoTime now) const;
    [[nodiscard]] uint64_t nacks() const { return nacks_; }
    [[nodiscard]] uint64_t resent() const { return resent_; }

  private:
    struct Entry {
        Message message;
        base::MonoTime added;
        bool settled = false;   // in this pass: acked or nacked
        bool doubtful = false;  // in this pass: nacked, or perhaps returned
    };

    [[nodiscard]] bool settle(uint64_t tag, bool multiple, bool refused);
    void settle_one(uint64_t number, bool refused);
    void begin_pass();
    void refuse();
    void drop_confirmed();
    [[nodiscard]] Entry& entry(uint64_t number) { return entries_[number - first_number_]; }

    const Limits limits_;
    std::deque<Entry> entries_;
    size_t bytes_ = 0;
    Phase phase_ = Phase::Down;
    uint64_t first_number_ = 1;       // of entries_.front()
    uint64_t next_number_ = 1;        // to be sent
    uint64_t highest_sent_ = 0;       // number, over all passes
    uint64_t next_tag_ = 1;           // of the present channel
    uint64_t pass_first_tag_ = 1;     // this tag …
    uint64_t pass_first_number_ = 1;  // … is this message
    uint64_t lowest_open_ = 1;        // number; everything sent below it in this pass is settled
    size_t outstanding_ = 0;
    size_t outstanding_max_ = 0;  // 0: no limit of its own
    uint64_t nacks_ = 0;
    uint64_t resent_ = 0;
};

}  // namespace amqp
