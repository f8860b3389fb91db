#pragma once

#include <functional>

#include "common/loop/handle.h"
#include "common/loop/loop.h"

namespace loop {

// Calls back at the end of every turn, just before the loop waits for I/O: the place to write out
// in one piece what the turn has gathered. Loop thread only; the callback must not destroy it.
class TurnEnd {
  public:
    TurnEnd(Loop& loop, std::function<void()> on_turn_end);

  private:
    static void on_prepare(uv_prepare_t* handle) noexcept;

    std::function<void()> on_turn_end_;
    Handle<uv_prepare_t> handle_;
};

}  // namespace loop
