#pragma once

#include <functional>

#include "common/loop/handle.h"
#include "common/loop/loop.h"

namespace loop {

// Watches a descriptor it does not own. Destroy the watch before the descriptor is closed. Loop
// thread only. The callback must not destroy the watch.
class FdWatch {
  public:
    struct Ready {
        bool readable = false;
        bool writable = false;
        int error = 0;  // a libuv error code, 0 for none
    };

    FdWatch(Loop& loop, int fd, std::function<void(Ready)> on_ready);

    // What to be told of; may be called at any time. Calling it with what is set already costs
    // nothing.
    void want(bool readable, bool writable);

  private:
    static void on_poll(uv_poll_t* handle, int status, int events) noexcept;

    std::function<void(Ready)> on_ready_;
    int wanted_ = 0;
    Handle<uv_poll_t> handle_;
};

}  // namespace loop
