#pragma once

#include <cstdint>
#include <functional>

#include "common/loop/handle.h"
#include "common/loop/loop.h"

namespace loop {

// Calls back once or again and again. Loop thread only; the callback may start or stop its own
// timer, but must not destroy it.
class Timer {
  public:
    Timer(Loop& loop, std::function<void()> on_time);

    void start_once(int64_t delay_ms);
    void start_every(int64_t interval_ms);
    void stop();
    [[nodiscard]] bool running() const;

  private:
    static void on_timer(uv_timer_t* handle) noexcept;

    std::function<void()> on_time_;
    Handle<uv_timer_t> handle_;
};

}  // namespace loop
