#include "common/loop/timer.h"

#include <algorithm>

#include "common/base/must.h"

namespace loop {

Timer::Timer(Loop& loop, std::function<void()> on_time)
    : on_time_{std::move(on_time)}, handle_{this} {
    base::must(uv_timer_init(loop.get(), handle_.get()) == 0);
}

void Timer::start_once(int64_t delay_ms) {
    const auto delay = static_cast<uint64_t>(std::max<int64_t>(delay_ms, 0));
    base::must(uv_timer_start(handle_.get(), on_timer, delay, 0) == 0);
}

void Timer::start_every(int64_t interval_ms) {
    const auto interval = static_cast<uint64_t>(std::max<int64_t>(interval_ms, 1));
    base::must(uv_timer_start(handle_.get(), on_timer, interval, interval) == 0);
}

void Timer::stop() { uv_timer_stop(handle_.get()); }

bool Timer::running() const {
    return uv_is_active(reinterpret_cast<const uv_handle_t*>(handle_.get())) != 0;
}

void Timer::on_timer(uv_timer_t* handle) noexcept {
    if (auto* self = static_cast<Timer*>(handle->data)) self->on_time_();
}

}  // namespace loop
