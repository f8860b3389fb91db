#pragma once

#include <functional>
#include <thread>

#include "common/base/bounded_queue.h"
#include "consumers/notifier/courier.h"
#include "consumers/notifier/desk.h"

namespace notifier {

struct Sent {
    std::string id;
    uint32_t attempts = 0;
    Outcome outcome;
    int64_t took_us = 0;
    size_t sender = 0;
};

// A thread that sends one job after the other. A job whose mark has become older than
// `mark_age_max_us` is not sent: its lease could end on the way. The destructor ends the one under
// way and gives the others back as NotTried.
class Sender {
  public:
    struct Limits {
        size_t jobs_max = 16;
        int64_t mark_age_max_us = 8'000'000;
    };
    // `on_sent` is called on the sender's thread and must take it.
    Sender(size_t number, const MakeCourier& make, const Limits& limits,
           std::function<void(Sent)> on_sent);
    ~Sender();
    Sender(const Sender&) = delete;
    Sender& operator=(const Sender&) = delete;

    [[nodiscard]] bool try_push(Job& job) { return jobs_.try_push(job); }
    // Begins the end; the destructor waits for it.
    void close() { jobs_.close(); }

  private:
    void run();
    [[nodiscard]] Sent sent(const Job& job);

    const size_t number_;
    const std::unique_ptr<Courier> courier_;
    const Limits limits_;
    const std::function<void(Sent)> on_sent_;
    base::BoundedQueue<Job> jobs_;
    std::thread thread_;  // last: uses all of the above
};

}  // namespace notifier
