#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace daygen {

inline constexpr int64_t kSecondUs = 1'000'000;
inline constexpr int64_t kSessionSeconds = 22'500;  // 09:15:00 to 15:30:00 Indian time
inline constexpr int64_t kSessionUs = kSessionSeconds * kSecondUs;
inline constexpr int64_t kOpenSecondOfDay = 9 * 3600 + 15 * 60;

// Days since 1970-01-01 of a date yyyymmdd; nothing where it is no real date of 2000 to 2099.
std::optional<int64_t> day_number(uint32_t yyyymmdd);

// The date yyyymmdd of a day number.
uint32_t date_of(int64_t day_number);

// The same of a date yyyy-mm-dd, and the text of a day number.
std::optional<int64_t> day_of_text(std::string_view date);
std::string text_of_day(int64_t day_number);

// Microseconds since the Unix epoch at 09:15:00 Indian time (UTC+05:30) of a day number.
int64_t open_us(int64_t day_number);

// How many days after `day_number` the next Tuesday is, 1 to 7: the usual expiry day of the made-up
// contracts.
int64_t days_to_tuesday(int64_t day_number);

}  // namespace daygen
