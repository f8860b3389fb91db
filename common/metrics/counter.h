#pragma once

#include <cstdint>

namespace prometheus {
class Counter;
}

namespace metrics {

// Counts what has happened; only goes up. Lock-free, any thread. Belongs to its Registry.
class Counter {
  public:
    explicit Counter(prometheus::Counter& counter) : counter_{&counter} {}

    // A negative count is ignored.
    void add(int64_t count = 1);
    [[nodiscard]] int64_t value() const;

  private:
    prometheus::Counter* counter_;
};

}  // namespace metrics
