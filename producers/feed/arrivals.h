#pragma once

#include <chrono>
#include <condition_variable>
#include <cstddef>
#include <deque>
#include <functional>
#include <mutex>
#include <optional>

#include "common/fix/message.h"

namespace feed {

// What a session's thread hands to the loop: an application message, or that the counterparty's
// numbers begin anew behind it, as they do each day or not.
struct Arrival {
    bool reset = false;
    bool day_begins = false;  // of a reset
    fix::Message message;
};

// The way from the session's thread to the loop, in order and bounded: a full queue makes the
// sender wait, for a while. `push` and `push_reset`: session's thread; `pop`: loop thread.
class Arrivals {
  public:
    // `on_first` is called by the pushing thread when there is something where nothing was.
    Arrivals(size_t capacity, std::function<void()> on_first)
        : capacity_{capacity}, on_first_{std::move(on_first)} {}

    // False: no room within the time, or closed; nothing was taken.
    [[nodiscard]] bool push(const fix::Message& message, std::chrono::milliseconds wait) {
        {
            std::unique_lock lock{mutex_};
            room_.wait_for(lock, wait, [this] { return closed_ || items_.size() < capacity_; });
            if (closed_ || items_.size() >= capacity_) return false;
            items_.push_back({false, false, message});
            if (items_.size() > 1) return true;
        }
        on_first_();
        return true;
    }

    // Needs no room: two of them have a message in between.
    void push_reset(bool day_begins) {
        {
            std::lock_guard lock{mutex_};
            items_.push_back({true, day_begins, {}});
        }
        on_first_();
    }

    [[nodiscard]] std::optional<Arrival> pop() {
        std::optional<Arrival> first;
        {
            std::lock_guard lock{mutex_};
            if (items_.empty()) return first;
            first = std::move(items_.front());
            items_.pop_front();
        }
        room_.notify_one();
        return first;
    }

    // Ends every wait for room.
    void close() {
        {
            std::lock_guard lock{mutex_};
            closed_ = true;
        }
        room_.notify_all();
    }

    [[nodiscard]] bool is_full() const { return size() >= capacity_; }
    [[nodiscard]] size_t size() const {
        std::lock_guard lock{mutex_};
        return items_.size();
    }

  private:
    const size_t capacity_;
    const std::function<void()> on_first_;
    mutable std::mutex mutex_;
    std::condition_variable room_;
    std::deque<Arrival> items_;
    bool closed_ = false;
};

}  // namespace feed
