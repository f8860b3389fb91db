#pragma once

#include <functional>

#include "common/loop/handle.h"
#include "common/loop/loop.h"

namespace loop {

// Calls back on SIGTERM and SIGINT, as the supervisor and a terminal ask a service to end. Loop
// thread only.
class Signals {
  public:
    Signals(Loop& loop, std::function<void()> on_stop);

  private:
    static void on_signal(uv_signal_t* handle, int number) noexcept;

    std::function<void()> on_stop_;
    Handle<uv_signal_t> terminate_;
    Handle<uv_signal_t> interrupt_;
};

}  // namespace loop
