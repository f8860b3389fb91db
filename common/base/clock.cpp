#include "common/base/clock.h"

#include <ctime>

namespace base {
namespace {

int64_t read_us(clockid_t clock) {
    timespec now{};
    clock_gettime(clock, &now);
    return int64_t{now.tv_sec} * 1'000'000 + now.tv_nsec / 1000;
}

}  // namespace

MonoTime mono_now() { return {read_us(CLOCK_MONOTONIC)}; }
WallTime wall_now() { return {read_us(CLOCK_REALTIME)}; }

}  // namespace base
