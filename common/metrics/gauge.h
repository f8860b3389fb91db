#pragma once

#include <cstdint>

namespace prometheus {
class Gauge;
}

namespace metrics {

// A value that goes up and down. Lock-free, any thread. Belongs to its Registry.
class Gauge {
  public:
    explicit Gauge(prometheus::Gauge& gauge) : gauge_{&gauge} {}

    void set(int64_t value);
    void add(int64_t change);
    // For gauges named `_seconds`: takes microseconds, exports seconds.
    void set_us(int64_t us);
    // Not a number: shown as NaN, and no alert that compares it fires.
    void set_unknown();
    // Rounded towards zero.
    [[nodiscard]] int64_t value() const;

  private:
    prometheus::Gauge* gauge_;
};

}  // namespace metrics
