#include "common/base/decimal.h"

#include <charconv>

namespace base {
namespace {

bool is_digit(char c) { return c >= '0' && c <= '9'; }

}  // namespace

std::variant<int64_t, DecimalError> parse_price(std::string_view text) {
    const bool negative = text.starts_with('-');
    if (negative) text.remove_prefix(1);
    int64_t units = 0;
    int decimals = -1;  // -1 until the point is seen
    size_t whole_digits = 0;
    for (const char c : text) {
        if (c == 'e' || c == 'E') return DecimalError::Exponent;
        if (c == '.' && decimals < 0) {
            decimals = 0;
            continue;
        }
        if (!is_digit(c)) return DecimalError::NotADecimal;
        if (decimals < 0) ++whole_digits;
        if (decimals >= 0 && ++decimals > kPriceDecimals) return DecimalError::TooManyDecimals;
        if (whole_digits > 14) return DecimalError::TooLarge;
        units = units * 10 + (c - '0');
    }
    if (whole_digits == 0 || decimals == 0) return DecimalError::NotADecimal;
    for (int i = decimals < 0 ? 0 : decimals; i < kPriceDecimals; ++i) units *= 10;
    return negative ? -units : units;
}

void append_price(std::string& out, int64_t units) {
    // As unsigned, so that the smallest int64 has a magnitude too.
    uint64_t magnitude = static_cast<uint64_t>(units);
    if (units < 0) {
        out.push_back('-');
        magnitude = 0 - magnitude;
    }
    char digits[24];
    const auto whole =
        std::to_chars(digits, digits + sizeof digits, magnitude / kPriceUnitsPerRupee);
    out.append(digits, whole.ptr);
    uint64_t rest = magnitude % kPriceUnitsPerRupee;
    if (rest == 0) return;
    out.push_back('.');
    for (uint64_t unit = kPriceUnitsPerRupee / 10; rest != 0; unit /= 10) {
        out.push_back(static_cast<char>('0' + rest / unit));
        rest %= unit;
    }
}

}  // namespace base
