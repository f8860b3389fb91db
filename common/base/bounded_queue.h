#pragma once

#include <chrono>
#include <condition_variable>
#include <cstddef>
#include <deque>
#include <mutex>
#include <utility>

namespace base {

// A queue between threads with a limit: "full" is an answer, never a wait. Any thread may call
// anything.
template <class T>
class BoundedQueue {
  public:
    explicit BoundedQueue(size_t capacity) : capacity_{capacity} {}

    // False when full or closed; the item is then untouched.
    [[nodiscard]] bool try_push(T& item) {
        {
            std::lock_guard lock{mutex_};
            if (closed_ || items_.size() >= capacity_) return false;
            items_.push_back(std::move(item));
        }
        ready_.notify_one();
        return true;
    }

    // Waits until something is there, the queue is closed, or the time is over; takes all there is.
    [[nodiscard]] std::deque<T> take_all(std::chrono::milliseconds wait) {
        std::unique_lock lock{mutex_};
        ready_.wait_for(lock, wait, [this] { return closed_ || !items_.empty(); });
        return std::exchange(items_, {});
    }

    // Nothing is taken in any more; what waits can still be taken out.
    void close() {
        {
            std::lock_guard lock{mutex_};
            closed_ = true;
        }
        ready_.notify_all();
    }

    [[nodiscard]] bool closed() const {
        std::lock_guard lock{mutex_};
        return closed_;
    }

    [[nodiscard]] size_t size() const {
        std::lock_guard lock{mutex_};
        return items_.size();
    }

  private:
    const size_t capacity_;
    mutable std::mutex mutex_;
    std::condition_variable ready_;
    std::deque<T> items_;
    bool closed_ = false;
};

}  // namespace base
