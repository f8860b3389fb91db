#pragma once

#include <string>
#include <string_view>

#include "common/base/result.h"

namespace operators {

// "op_" and 64 hexadecimal digits: 256 bits of the system's random numbers. Retryable where it has
// none to give.
base::Result<std::string> new_token();

// SHA-256 of a text as 64 capital hexadecimal digits, as HEX() and UNHEX() have them. Enough for a
// token: a slow hash with salt protects what a person has chosen and another can guess; 256 random
// bits nobody guesses, however fast he may try, and no two are alike.
std::string digest_of(std::string_view text);

}  // namespace operators
