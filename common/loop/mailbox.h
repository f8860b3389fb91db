#pragma once

#include <deque>
#include <functional>
#include <mutex>
#include <utility>

#include "common/base/must.h"
#include "common/loop/handle.h"
#include "common/loop/loop.h"

namespace loop {

// The only way for another thread to reach the loop. Bounded: "full" is an answer.
// Made and destroyed on the loop thread, after every poster has been joined. `on_item` runs on the
// loop thread.
template <class T>
class Mailbox {
  public:
    Mailbox(Loop& loop, size_t capacity, std::function<void(T)> on_item)
        : capacity_{capacity}, on_item_{std::move(on_item)}, wake_{this} {
        base::must(uv_async_init(loop.get(), wake_.get(), on_async) == 0);
    }

    // Any thread. False when full; the caller decides what that means.
    [[nodiscard]] bool try_post(T item) {
        {
            std::lock_guard lock{mutex_};
            if (items_.size() >= capacity_) return false;
            items_.push_back(std::move(item));
        }
        uv_async_send(wake_.get());  // libuv merges wake-ups, so one wake-up drains all
        return true;
    }

    [[nodiscard]] size_t size() const {
        std::lock_guard lock{mutex_};
        return items_.size();
    }

  private:
    static void on_async(uv_async_t* handle) noexcept {
        if (auto* self = static_cast<Mailbox*>(handle->data)) self->drain();
    }

    void drain() {
        std::deque<T> items;
        {
            std::lock_guard lock{mutex_};
            items.swap(items_);
        }
        for (T& item : items) on_item_(std::move(item));
    }

    const size_t capacity_;
    const std::function<void(T)> on_item_;
    mutable std::mutex mutex_;
    std::deque<T> items_;
    Handle<uv_async_t> wake_;
};

}  // namespace loop
