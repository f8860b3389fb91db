#pragma once

#include <algorithm>
#include <atomic>
#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <mutex>

#include "common/base/clock.h"

namespace replay {

// The wish that the program ends, raised by a signal handler and looked at by every thread.
class StopFlag {
  public:
    void raise() { raised_ = true; }  // a signal handler may
    [[nodiscard]] bool raised() const { return raised_; }

    // Waits this long, or until it is raised: then false, a tenth of a second later at most.
    bool wait_us(int64_t us) const {
        constexpr int64_t kSliceUs = 100'000;
        const base::MonoTime until = base::mono_now() + us;
        std::unique_lock lock{mutex_};
        for (int64_t left = us; left > 0 && !raised_; left = until - base::mono_now()) {
            never_.wait_for(lock, std::chrono::microseconds{std::min(left, kSliceUs)});
        }
        return !raised_;
    }

  private:
    std::atomic<bool> raised_{false};
    mutable std::mutex mutex_;
    mutable std::condition_variable never_;  // a signal handler must not notify
};

}  // namespace replay
