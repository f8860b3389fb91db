#pragma once

#include <cstdint>

#include "common/base/clock.h"

namespace amqp {

// Tells when the broker owes the confirm of the lowest unconfirmed message for too long. The link
// lives all the while, and its heartbeats go on. A quorum queue without a majority is like that:
// nothing is confirmed. So is RabbitMQ 3.10 behind a restart, where a stream's writer is replaced:
// one message is never confirmed, and later ones are, which is no sign of health. Pure.
class OwedConfirm {
  public:
    explicit OwedConfirm(int64_t wait_us_max) : wait_us_max_{wait_us_max} {}

    // A refusal is an answer, and a new link is given its own time.
    void begin_anew() { anew_ = true; }
    // Call it regularly. `owed`: the link is open, the broker is in no alarm, and messages are
    // outstanding. `confirmed_through`: the number below the lowest unconfirmed message. True: that
    // message has been owed for longer than allowed, without a refusal; the counting begins anew.
    [[nodiscard]] bool on_tick(base::MonoTime now, bool owed, uint64_t confirmed_through);

  private:
    int64_t wait_us_max_;
    base::MonoTime since_;
    uint64_t confirmed_through_ = 0;
    bool owed_ = false;  // at the last tick
    bool anew_ = true;
};

}  // namespace amqp
