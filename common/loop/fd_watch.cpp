#include "common/loop/fd_watch.h"

#include "common/base/must.h"

namespace loop {

FdWatch::FdWatch(Loop& loop, int fd, std::function<void(Ready)> on_ready)
    : on_ready_{std::move(on_ready)}, handle_{this} {
    base::must(uv_poll_init(loop.get(), handle_.get(), fd) == 0);
}

void FdWatch::want(bool readable, bool writable) {
    const int events = (readable ? UV_READABLE : 0) | (writable ? UV_WRITABLE : 0);
    if (events == wanted_) return;
    wanted_ = events;
    const int status =
        events == 0 ? uv_poll_stop(handle_.get()) : uv_poll_start(handle_.get(), events, on_poll);
    base::must(status == 0);
}

void FdWatch::on_poll(uv_poll_t* handle, int status, int events) noexcept {
    auto* self = static_cast<FdWatch*>(handle->data);
    if (self == nullptr) return;
    self->on_ready_({.readable = (events & UV_READABLE) != 0,
                     .writable = (events & UV_WRITABLE) != 0,
                     .error = status < 0 ? status : 0});
}

}  // namespace loop
