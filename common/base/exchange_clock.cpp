#include "common/base/exchange_clock.h"

#include <charconv>
#include <chrono>

namespace base {
namespace {

std::optional<int64_t> two_digits(std::string_view text) {
    int64_t value = 0;
    const auto read = std::from_chars(text.data(), text.data() + text.size(), value);
    if (text.size() != 2 || read.ec != std::errc{} || read.ptr != text.data() + 2 || value < 0) {
        return std::nullopt;
    }
    return value;
}

}  // namespace

std::optional<int64_t> second_of(std::string_view clock) {
    if (clock.size() != 5 || clock[2] != ':') return std::nullopt;
    const auto hours = two_digits(clock.substr(0, 2));
    const auto minutes = two_digits(clock.substr(3));
    if (!hours || !minutes || *hours > 23 || *minutes > 59) return std::nullopt;
    return *hours * 3600 + *minutes * 60;
}

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
