#pragma once

#include <cstdint>
#include <map>
#include <string>

#include "common/base/clock.h"

namespace notifier {

// So many in a period, and at most `burst` at once after a pause. 1 <= count, period_us, burst.
struct Rate {
    int64_t count = 1;
    int64_t period_us = 1'000'000;
    int64_t burst = 1;
};

// A token bucket. Begins full. Pure: time is an argument and may stand still, never go back.
class TokenBucket {
  public:
    explicit TokenBucket(const Rate& rate);

    // Until one may go; 0: now.
    [[nodiscard]] int64_t wait_us(base::MonoTime now);
    void take() { filled_ -= rate_.period_us; }
    [[nodiscard]] bool full(base::MonoTime now);

  private:
    void refill(base::MonoTime now);

    // One token is `period_us` parts; `count` parts come in each microsecond: no rounding.
    const Rate rate_;
    const int64_t limit_;
    int64_t filled_;
    base::MonoTime at_{};
};

// A bucket for each recipient, kept while it is not full. Pure.
class RecipientLimits {
  public:
    RecipientLimits(const Rate& rate, size_t recipients_max)
        : rate_{rate}, recipients_max_{recipients_max} {}

    // Until one may go to this recipient; 0: now.
    [[nodiscard]] int64_t wait_us(const std::string& recipient, base::MonoTime now);
    void take(const std::string& recipient, base::MonoTime now);
    [[nodiscard]] size_t size() const { return buckets_.size(); }

  private:
    void forget_full(base::MonoTime now);

    const Rate rate_;
    const size_t recipients_max_;
    std::map<std::string, TokenBucket> buckets_;
};

}  // namespace notifier
