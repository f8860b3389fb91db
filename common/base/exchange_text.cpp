#include "common/base/exchange_text.h"

#include <array>
#include <cstdio>

#include "common/base/exchange_clock.h"

namespace base {

std::string exchange_text(int64_t time_us) {
    const ExchangeTime time = exchange_time(time_us, kExchangeOffsetS);
    const auto second = static_cast<unsigned>(time.second_of_day);
    std::array<char, 64> text{};
    const int length = std::snprintf(text.data(), text.size(), "%04u-%02u-%02u %02u:%02u:%02u IST",
                                     time.day / 10'000, time.day / 100 % 100, time.day % 100,
                                     second / 3600, second / 60 % 60, second % 60);
    return {text.data(), static_cast<size_t>(length)};
}

}  // namespace base
