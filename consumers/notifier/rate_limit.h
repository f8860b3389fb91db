#pragma once

#include <cstdint>
#include <string>

#include "common/base/clock.h"

namespace notifier {

// So many in a period, and at most `burst` at once after a pause. 1 <= count, period_us, burst.
struct Rate {
    int64_t count = 1;
    int64_t period_us = 1'000'000;
    int64_t burst = 1;
};

// "10 a minute", "100 a second", "3 in 5 s".
std::string text_of(const Rate& rate);

// A token bucket. Begins full. Pure: time is an argument and may stand still, never go back.
class TokenBucket {
  public:
    explicit TokenBucket(const Rate& rate);

    // Until one may go; 0: now.
    [[nodiscard]] int64_t wait_us(base::MonoTime now);
    // Also before its time: what comes then is already promised.
    void take() { filled_ -= rate_.period_us; }
    [[nodiscard]] bool full(base::MonoTime now);
    // How many of those that were taken before their time have not come `soon_us` from now.
    [[nodiscard]] int64_t owed(base::MonoTime now, int64_t soon_us);

  private:
    void refill(base::MonoTime now);

    // One token is `period_us` parts; `count` parts come in each microsecond: no rounding.
    const Rate rate_;
    const int64_t limit_;
    int64_t filled_;
    base::MonoTime at_{};
};

}  // namespace notifier
