#pragma once

#include <cstdint>

#include "common/base/clock.h"

namespace amqp {

// Tells when a broker that owes confirms has given none for too long. A quorum queue without a
// majority is like that: the link lives, its heartbeats go on, and nothing is ever confirmed. Pure.
class ConfirmSilence {
  public:
    explicit ConfirmSilence(int64_t silence_us_max) : silence_us_max_{silence_us_max} {}

    void on_answer() { answered_ = true; }  // a confirm or a refusal
    // Call it regularly. `owed`: the link is open, the broker is in no alarm, and messages are
    // outstanding. True: owed without an answer for longer than allowed; the counting begins anew.
    [[nodiscard]] bool on_tick(base::MonoTime now, bool owed);

  private:
    int64_t silence_us_max_;
    base::MonoTime silent_since_;
    bool answered_ = true;  // since the last tick, or nothing was owed at it
};

}  // namespace amqp
