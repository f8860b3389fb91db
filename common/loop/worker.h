#pragma once

#include <chrono>
#include <functional>
#include <string>
#include <thread>

#include "common/base/bounded_queue.h"

namespace loop {

// A thread for jobs that block. Jobs run one after the other in the order they were posted; a job
// answers through a Mailbox. `stop` (or the destructor) lets the running job end, drops the ones
// that wait, and joins: give every job a time-out of its own.
class Worker {
  public:
    Worker(const std::string& name, size_t jobs_max);
    ~Worker();
    Worker(const Worker&) = delete;
    Worker& operator=(const Worker&) = delete;

    // Any thread. False when full or stopping.
    [[nodiscard]] bool try_post(std::function<void()> job);
    void stop();

  private:
    void run();

    base::BoundedQueue<std::function<void()>> jobs_;
    std::thread thread_;
};

}  // namespace loop
