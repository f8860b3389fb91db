#include "calendar.h"

#include <chrono>

#include "text_file.h"

namespace daygen {

std::optional<int64_t> day_number(uint32_t yyyymmdd) {
    if (yyyymmdd < 20000101 || yyyymmdd > 20991231) return std::nullopt;
    const std::chrono::year_month_day date{std::chrono::year{static_cast<int>(yyyymmdd / 10000)},
                                           std::chrono::month{yyyymmdd / 100 % 100},
                                           std::chrono::day{yyyymmdd % 100}};
    if (!date.ok()) return std::nullopt;
    return std::chrono::sys_days{date}.time_since_epoch().count();
}

uint32_t date_of(int64_t day_number) {
    const std::chrono::year_month_day date{
        std::chrono::sys_days{std::chrono::days{static_cast<int>(day_number)}}};
    return static_cast<uint32_t>(static_cast<int>(date.year())) * 10000 +
           static_cast<unsigned>(date.month()) * 100 + static_cast<unsigned>(date.day());
}

std::optional<int64_t> day_of_text(std::string_view date) {
    if (date.size() != 10 || date[4] != '-' || date[7] != '-') return std::nullopt;
    std::string digits{date};
    std::erase(digits, '-');
    const auto value = parse_whole(digits);
    if (!value || digits.size() != 8) return std::nullopt;
    return day_number(static_cast<uint32_t>(*value));
}

std::string text_of_day(int64_t day_number) {
    std::string text = std::to_string(date_of(day_number));
    text.insert(6, "-");
    text.insert(4, "-");
    return text;
}

int64_t open_us(int64_t day_number) {
    constexpr int64_t kIndianOffsetSeconds = 5 * 3600 + 30 * 60;
    return (day_number * 86'400 + kOpenSecondOfDay - kIndianOffsetSeconds) * kSecondUs;
}

int64_t days_to_tuesday(int64_t day_number) {
    const int64_t weekday = (day_number + 4) % 7;  // 1970-01-01 was a Thursday; 0 is Sunday
    const int64_t ahead = (2 - weekday + 7) % 7;
    return ahead == 0 ? 7 : ahead;
}

}  // namespace daygen
