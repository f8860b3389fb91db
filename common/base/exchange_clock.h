#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

namespace base {

// India Standard Time, seconds ahead of UTC: the clock of the exchanges, and the default of every
// program that has the setting `utc_offset_s`.
inline constexpr int64_t kExchangeOffsetS = 19'800;

struct ExchangeTime {
    uint32_t day = 0;  // yyyymmdd
    int64_t second_of_day = 0;
};
// "09:15" as the second of a day; nullopt: it is none. Pure.
std::optional<int64_t> second_of(std::string_view clock);
// Pure.
ExchangeTime exchange_time(int64_t now_us, int64_t utc_offset_s);

}  // namespace base
