#pragma once

#include <cstdint>

namespace base {

// India Standard Time, seconds ahead of UTC: the clock of the exchanges, and the default of every
// program that has the setting `utc_offset_s`.
inline constexpr int64_t kExchangeOffsetS = 19'800;

struct ExchangeTime {
    uint32_t day = 0;  // yyyymmdd
    int64_t second_of_day = 0;
};
// Pure.
ExchangeTime exchange_time(int64_t now_us, int64_t utc_offset_s);

}  // namespace base
