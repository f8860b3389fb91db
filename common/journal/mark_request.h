#pragma once

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <mutex>
#include <optional>
#include <string>
#include <thread>

#include "common/amqp/link_config.h"

namespace journal {

// Asks how far the record is: puts a mark (marks.h) into the queue `record` and looks for its
// answer in the archive's folder. It is put again every few seconds, for one that an archive gets
// again is not answered. Sockets live on a loop and a thread of its own. The destructor joins the
// thread.
class MarkRequest {
  public:
    MarkRequest(amqp::LinkConfig link, std::string folder);
    ~MarkRequest();
    MarkRequest(const MarkRequest&) = delete;
    MarkRequest& operator=(const MarkRequest&) = delete;

    // All that was confirmed before the request has at most this number, and is in the files. Any
    // thread. nullopt: no answer yet.
    [[nodiscard]] std::optional<int64_t> through() const;
    // The same, waiting for it.
    [[nodiscard]] std::optional<int64_t> wait(std::chrono::milliseconds time);

  private:
    void run();
    void look();

    const amqp::LinkConfig link_;
    const std::string folder_;
    const std::string token_;
    std::atomic<bool> stopping_{false};
    mutable std::mutex mutex_;
    std::condition_variable answered_;
    std::optional<int64_t> through_;
    std::thread thread_;  // last: it uses all of the above
};

}  // namespace journal
