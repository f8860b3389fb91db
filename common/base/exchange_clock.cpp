#include "common/base/exchange_clock.h"

#include <chrono>

namespace base {

ExchangeTime exchange_time(int64_t now_us, int64_t utc_offset_s) {
    const std::chrono::sys_seconds there{std::chrono::seconds{now_us / 1'000'000 + utc_offset_s}};
    const auto midnight = std::chrono::floor<std::chrono::days>(there);
    const std::chrono::year_month_day date{midnight};
    const auto year = static_cast<uint32_t>(static_cast<int>(date.year()));
    return {year * 10'000 + static_cast<unsigned>(date.month()) * 100 +
                static_cast<unsigned>(date.day()),
            (there - midnight).count()};
}

}  // namespace base
