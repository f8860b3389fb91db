#pragma once

#include <cstddef>
#include <string_view>

#include "common/base/result.h"

namespace site {

inline constexpr size_t kWhoMax = 80;   // bytes
inline constexpr size_t kWhyMax = 200;  // bytes

// Who decided something and why, as the audit keeps it. Invalid, naming `by` or `reason`: empty,
// too long, or with a control character. Pure.
base::Status check_words(std::string_view who, std::string_view why);

}  // namespace site
