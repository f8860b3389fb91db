#pragma once

#include <cstddef>
#include <cstdint>
#include <deque>
#include <vector>

namespace amqp {

struct Ack {
    uint64_t tag = 0;
    bool multiple = false;
};

// The deliveries of one channel that are not acked, and the acks to send for those that are done.
// Pure. `multiple` settles every lower tag of the channel, whatever queue it came from: it is used
// only where nothing lower is open, so that nobody else's unfinished delivery is acked with it.
class Acks {
  public:
    // A new channel: its tags begin at 1 again.
    void reset();
    // Tags come as 1, 2, 3 …; false for any other, which is a broken channel.
    [[nodiscard]] bool delivered(uint64_t tag);
    // Each delivered tag once; anything else is a bug.
    void done(uint64_t tag);
    // The acks for everything done since the last call, ascending.
    [[nodiscard]] std::vector<Ack> take();
    [[nodiscard]] bool waiting() const { return !done_.empty(); }
    [[nodiscard]] size_t unacked() const { return open_; }

  private:
    uint64_t first_tag_ = 1;      // of tags_.front(); everything below is done
    std::deque<bool> tags_;       // true: done
    std::vector<uint64_t> done_;  // since the last take
    size_t open_ = 0;
};

}  // namespace amqp
