#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <variant>

#include "common/base/decimal.h"

// FIX's float and int: digits with an optional point and sign. Zeros in front and behind, a point
// at either end, a plus and blanks around say nothing; an exponent is none of them.
namespace fix {

std::string_view without_blanks(std::string_view text);

// In units of 0.0001. TooManyDecimals: more than 4 that are not zero.
std::variant<int64_t, base::DecimalError> read_decimal(std::string_view text);

// "": `number` is the whole number; otherwise why it is none that is not negative.
std::string_view read_whole(std::string_view text, int64_t& number);

}  // namespace fix
