#include "common/fix/timestamp.h"

namespace fix {
namespace {

constexpr int64_t kSecond = 1'000'000;

constexpr int64_t kDay = 86'400;

struct Date {
    int64_t year;
    int64_t month;
    int64_t day;
};

// The proleptic Gregorian calendar in eras of 400 years, which begin on 1 March.
int64_t days_since_epoch(Date date) {
    const int64_t year = date.month <= 2 ? date.year - 1 : date.year;
    const int64_t era = year / 400;
    const int64_t of_era = year - era * 400;
    const int64_t month = date.month > 2 ? date.month - 3 : date.month + 9;
    const int64_t of_year = (153 * month + 2) / 5 + date.day - 1;
    return era * 146'097 + of_era * 365 + of_era / 4 - of_era / 100 + of_year - 719'468;
}

Date date_of(int64_t days) {
    const int64_t shifted = days + 719'468;
    const int64_t era = shifted / 146'097;
    const int64_t of_era = shifted - era * 146'097;
    const int64_t year = (of_era - of_era / 1460 + of_era / 36'524 - of_era / 146'096) / 365;
    const int64_t of_year = of_era - (365 * year + year / 4 - year / 100);
    const int64_t month = (5 * of_year + 2) / 153;
    const int64_t day = of_year - (153 * month + 2) / 5 + 1;
    const int64_t calendar_month = month < 10 ? month + 3 : month - 9;
    return {year + era * 400 + (calendar_month <= 2 ? 1 : 0), calendar_month, day};
}

// `size` digits from `at`; -1 where one is not a digit.
int64_t digits(const std::string& text, size_t at, size_t size) {
    int64_t value = 0;
    for (size_t i = at; i < at + size; ++i) {
        if (text[i] < '0' || text[i] > '9') return -1;
        value = value * 10 + (text[i] - '0');
    }
    return value;
}

void append(std::string& out, int64_t value, size_t size) {
    out.append(size, '0');
    for (size_t i = out.size(); size > 0; --size, value /= 10) {
        out[--i] = static_cast<char>('0' + value % 10);
    }
}

bool in(int64_t value, int64_t low, int64_t high) { return low <= value && value <= high; }

}  // namespace

bool read_timestamp(const std::string& text, int64_t& us) {
    constexpr size_t kWithoutSeconds = 14, kWithoutFraction = 17, kDecimalsMax = 12;
    if (text.size() == kWithoutSeconds) return read_timestamp(text + ":00", us);
    const size_t size = text.size();
    if (size < kWithoutFraction || size == kWithoutFraction + 1) return false;
    if (size > kWithoutFraction + 1 + kDecimalsMax) return false;
    if (text[8] != '-' || text[11] != ':' || text[14] != ':') return false;
    const Date date{digits(text, 0, 4), digits(text, 4, 2), digits(text, 6, 2)};
    const int64_t hour = digits(text, 9, 2);
    const int64_t minute = digits(text, 12, 2);
    const int64_t second = digits(text, 15, 2);
    if (!in(date.year, 1970, 9999) || !in(date.month, 1, 12) || !in(date.day, 1, 31)) return false;
    if (!in(hour, 0, 23) || !in(minute, 0, 59) || !in(second, 0, 60)) return false;
    const int64_t days = days_since_epoch(date);
    if (date_of(days).month != date.month) return false;  // 31 April
    int64_t fraction = 0;
    if (size > kWithoutFraction) {
        if (text[kWithoutFraction] != '.') return false;
        size_t decimals = size - kWithoutFraction - 1;
        fraction = digits(text, kWithoutFraction + 1, decimals);
        if (fraction < 0) return false;
        for (; decimals < 6; ++decimals) fraction *= 10;
        for (; decimals > 6; --decimals) fraction /= 10;
    }
    us = (days * kDay + hour * 3600 + minute * 60 + second) * kSecond + fraction;
    return true;
}

std::string write_timestamp(int64_t us) {
    const int64_t seconds = us / kSecond;
    const Date date = date_of(seconds / kDay);
    const int64_t of_day = seconds % kDay;
    std::string out;
    out.reserve(24);
    append(out, date.year, 4);
    append(out, date.month, 2);
    append(out, date.day, 2);
    out += '-';
    append(out, of_day / 3600, 2);
    out += ':';
    append(out, of_day / 60 % 60, 2);
    out += ':';
    append(out, of_day % 60, 2);
    out += '.';
    append(out, us % kSecond, 6);
    return out;
}

uint32_t day_of(int64_t us, int64_t offset_s) {
    const Date date = date_of((us / kSecond + offset_s) / kDay);
    return static_cast<uint32_t>(date.year * 10'000 + date.month * 100 + date.day);
}

}  // namespace fix
