#pragma once

#include <cstdint>

namespace base {

// Exponential back-off with full jitter: the n-th wait is uniform in (0, min(limit, first * 2^n)].
// Random numbers come from outside, so that tests choose them.
class Backoff {
  public:
    Backoff(int64_t first_ms, int64_t limit_ms) : first_ms_{first_ms}, limit_ms_{limit_ms} {}

    // `random` is any 64 uniform bits. Returns milliseconds, at least 1.
    [[nodiscard]] int64_t next_ms(uint64_t random);
    void reset() { tries_ = 0; }
    [[nodiscard]] int tries() const { return tries_; }

  private:
    int64_t first_ms_;
    int64_t limit_ms_;
    int tries_ = 0;
};

}  // namespace base
