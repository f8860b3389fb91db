#include "common/loop/worker.h"

#include <pthread.h>

namespace loop {

Worker::Worker(const std::string& name, size_t jobs_max)
    : jobs_{jobs_max}, thread_{[this] { run(); }} {
    constexpr size_t kNameMax = 15;  // Linux limit
    pthread_setname_np(thread_.native_handle(), name.substr(0, kNameMax).c_str());
}

Worker::~Worker() { stop(); }

bool Worker::try_post(std::function<void()> job) { return jobs_.try_push(job); }

void Worker::stop() {
    jobs_.close();
    if (thread_.joinable()) thread_.join();
}

void Worker::run() {
    constexpr auto kLook = std::chrono::milliseconds{500};
    while (!jobs_.closed()) {
        for (auto& job : jobs_.take_all(kLook)) {
            if (jobs_.closed()) return;
            job();
        }
    }
}

}  // namespace loop
