#include "common/loop/loop.h"

#include "common/base/must.h"

namespace loop {

Loop::Loop() : thread_{std::this_thread::get_id()} { base::must(uv_loop_init(&loop_) == 0); }

Loop::~Loop() {
    // Close callbacks still to run need turns; more than a few means a handle that nobody closed.
    constexpr int kTurnsMax = 64;
    int closed = uv_loop_close(&loop_);
    for (int turn = 0; closed == UV_EBUSY && turn < kTurnsMax; ++turn) {
        uv_run(&loop_, UV_RUN_NOWAIT);
        closed = uv_loop_close(&loop_);
    }
    base::must(closed == 0);
}

void Loop::run() {
    thread_ = std::this_thread::get_id();
    uv_run(&loop_, UV_RUN_DEFAULT);
}

void Loop::stop() {
    check_thread();
    uv_stop(&loop_);
}

void Loop::run_once() { uv_run(&loop_, UV_RUN_NOWAIT); }

void Loop::check_thread() const { base::must(thread_ == std::this_thread::get_id()); }

}  // namespace loop
