#pragma once

#include <string_view>

namespace base {

// Whether the text is UTF-8 as RFC 3629 has it: shortest forms, no surrogates, at most U+10FFFF.
bool is_utf8(std::string_view text);

}  // namespace base
