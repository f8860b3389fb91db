#pragma once

#include <compare>
#include <cstdint>

namespace base {

inline constexpr int64_t kSecondUs = 1'000'000;

// Two clocks that must not be mixed, so they are two types. Both count microseconds.
struct MonoTime {  // since an arbitrary start, never goes back: for waits and intervals
    int64_t us = 0;
    friend auto operator<=>(const MonoTime&, const MonoTime&) = default;
};
struct WallTime {  // since the Unix epoch, may jump: for records
    int64_t us = 0;
    friend auto operator<=>(const WallTime&, const WallTime&) = default;
};

constexpr int64_t operator-(MonoTime later, MonoTime earlier) { return later.us - earlier.us; }
constexpr MonoTime operator+(MonoTime time, int64_t us) { return {time.us + us}; }

// For shells only; cores take time as an argument.
MonoTime mono_now();
WallTime wall_now();

}  // namespace base
