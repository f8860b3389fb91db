#pragma once

#include <cstdint>

#include "common/base/clock.h"

namespace amqp {

enum class Pulse { Quiet, SendHeartbeat, PeerIsDead };

// When to send a heartbeat and when to give the peer up. Pure. Call on_tick every `tick_us`.
class Heartbeat {
  public:
    Heartbeat(int64_t interval_us, base::MonoTime now)
        : interval_us_{interval_us}, heard_{now}, sent_{now}, ticked_{now} {}

    void heard(base::MonoTime now) { heard_ = now; }  // any bytes
    void sent(base::MonoTime now) { sent_ = now; }    // any bytes the socket took
    [[nodiscard]] Pulse on_tick(base::MonoTime now);
    [[nodiscard]] int64_t tick_us() const { return interval_us_ / 4; }

  private:
    int64_t interval_us_;
    base::MonoTime heard_;
    base::MonoTime sent_;
    base::MonoTime ticked_;
};

}  // namespace amqp
