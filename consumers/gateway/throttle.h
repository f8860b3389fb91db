#pragma once

#include <cstdint>

#include "common/base/clock.h"

namespace gateway {

// A token bucket: how many messages may go to an exchange now. Begins full. Pure: time is an
// argument and may stand still, never go back.
class Throttle {
  public:
    // `burst`: how many may go at once after a pause; at least 1.
    Throttle(int64_t messages_per_second, int64_t burst);

    [[nodiscard]] int64_t available(base::MonoTime now);
    // Takes the room of messages that go now or in the next moment.
    void take(int64_t messages) { millionths_ -= messages * kOne; }
    // Gives back the room of messages that have not gone.
    void give_back(int64_t messages);
    // What is worth a transaction while messages wait; at least 1.
    [[nodiscard]] int64_t quarter() const { return limit_ / kOne / 4 > 0 ? limit_ / kOne / 4 : 1; }
    // Until so many may go, at most the burst; 0: now.
    [[nodiscard]] int64_t wait_us(base::MonoTime now, int64_t messages);

  private:
    static constexpr int64_t kOne = 1'000'000;

    void refill(base::MonoTime now);

    const int64_t per_second_;
    const int64_t limit_;
    int64_t millionths_;  // of a message
    base::MonoTime filled_{};
};

}  // namespace gateway
