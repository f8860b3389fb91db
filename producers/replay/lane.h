#pragma once

#include <chrono>
#include <condition_variable>
#include <cstddef>
#include <deque>
#include <mutex>
#include <utility>

#include "common/journal/record.h"

namespace replay {

struct Addressed {
    int32_t partition = 0;
    journal::Record record;
};

// Messages on their way to one worker, bounded in number and bytes: the reader waits for room, the
// worker for messages. Any thread.
class Lane {
  public:
    // Waits for room. False: closed, the worker has failed.
    [[nodiscard]] bool put(Addressed message) {
        std::unique_lock lock{mutex_};
        while (!closed_ && (messages_.size() >= kMessagesMax || bytes_ >= kBytesMax)) {
            changed_.wait_for(lock, kLook);
        }
        if (closed_) return false;
        bytes_ += message.record.body.size();
        messages_.push_back(std::move(message));
        changed_.notify_all();
        return true;
    }

    // Waits for messages; empty: no more will come.
    [[nodiscard]] std::deque<Addressed> take_all() {
        std::unique_lock lock{mutex_};
        while (messages_.empty() && !ended_ && !closed_) changed_.wait_for(lock, kLook);
        bytes_ = 0;
        changed_.notify_all();
        return std::exchange(messages_, {});
    }

    // What is there, without a wait.
    [[nodiscard]] std::deque<Addressed> take_now() {
        std::lock_guard lock{mutex_};
        bytes_ = 0;
        changed_.notify_all();
        return std::exchange(messages_, {});
    }
    // No more will come, and all is taken.
    [[nodiscard]] bool ended() {
        std::lock_guard lock{mutex_};
        return ended_ && messages_.empty();
    }

    void end() {  // no more will be put
        std::lock_guard lock{mutex_};
        ended_ = true;
        changed_.notify_all();
    }
    void close() {  // no more will be taken
        std::lock_guard lock{mutex_};
        closed_ = true;
        changed_.notify_all();
    }

  private:
    static constexpr size_t kMessagesMax = 256;
    static constexpr size_t kBytesMax = 16u << 20;
    static constexpr std::chrono::milliseconds kLook{200};

    std::mutex mutex_;
    std::condition_variable changed_;
    std::deque<Addressed> messages_;
    size_t bytes_ = 0;
    bool ended_ = false;
    bool closed_ = false;
};

}  // namespace replay
