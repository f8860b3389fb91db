#pragma once

#include <uv.h>

#include <thread>

namespace loop {

// One libuv loop = one thread. Everything built on it lives and dies on that thread.
class Loop {
  public:
    Loop();
    ~Loop();  // every handle must have been destroyed before; a leaked one is a bug
    Loop(const Loop&) = delete;
    Loop& operator=(const Loop&) = delete;

    // Runs until `stop`, on the calling thread, which from then on is the loop's.
    void run();
    // Ends `run` after the present turn. Loop thread only.
    void stop();
    // One turn without waiting: for tests.
    void run_once();

    // Public methods of loop-bound classes call this: a wrong thread is a bug.
    void check_thread() const;

    uv_loop_t* get() { return &loop_; }

  private:
    uv_loop_t loop_{};
    std::thread::id thread_;
};

}  // namespace loop
