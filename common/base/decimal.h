#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <variant>

namespace base {

// Money: int64 in units of 0.0001 rupee. Never a double.
inline constexpr int64_t kPriceUnitsPerRupee = 10'000;
inline constexpr int kPriceDecimals = 4;

enum class DecimalError { NotADecimal, Exponent, TooManyDecimals, TooLarge };

// Reads a JSON number without exponent ("123", "-0.05", "99.9") into units of 0.0001.
// More than 4 decimals are refused even where they are zeros, so that a sender's habit shows at
// once.
std::variant<int64_t, DecimalError> parse_price(std::string_view text);

// The shortest decimal of the value: 1234500 -> "123.45". Appends to `out`.
void append_price(std::string& out, int64_t units);

}  // namespace base
