#pragma once

#include <fmt/format.h>

#include <cstdint>
#include <string>
#include <string_view>

namespace daygen {

// Appends ,"name":"text" to an object; the text must need no escapes.
inline void add_text(std::string& line, std::string_view name, std::string_view text) {
    line.append(",\"").append(name).append("\":\"").append(text).push_back('"');
}

// Appends ,"name":number.
inline void add_number(std::string& line, std::string_view name, int64_t number) {
    const fmt::format_int digits{number};
    line.append(",\"").append(name).append("\":").append(digits.data(), digits.size());
}

// Appends an amount in units of 0.0001 as a decimal number without needless zeros: 24505000 is
// 2450.5.
inline void append_amount(std::string& line, int64_t amount) {
    const fmt::format_int whole{amount / 10'000};
    line.append(whole.data(), whole.size());
    int64_t fraction = amount % 10'000;
    if (fraction == 0) return;
    line.push_back('.');
    for (int64_t place = 1000; fraction > 0; place /= 10) {
        line.push_back(static_cast<char>('0' + fraction / place));
        fraction %= place;
    }
}

inline void add_amount(std::string& line, std::string_view name, int64_t amount) {
    line.append(",\"").append(name).append("\":");
    append_amount(line, amount);
}

}  // namespace daygen
