#pragma once

#include <cstdint>
#include <functional>

#include "common/base/clock.h"
#include "common/loop/loop.h"
#include "common/loop/timer.h"

namespace test {

// Runs the loop until the fact is true or the time is over; says whether it is true.
inline bool run_until(loop::Loop& loop, const std::function<bool()>& fact, int64_t wait_ms = 5000) {
    const base::MonoTime deadline = base::mono_now() + wait_ms * 1000;
    loop::Timer look{loop, [&] {
                         if (fact() || base::mono_now() > deadline) loop.stop();
                     }};
    look.start_every(1);
    loop.run();
    return fact();
}

}  // namespace test
