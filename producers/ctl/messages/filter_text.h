#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "common/base/result.h"

namespace ctl {

// "90s", "30m", "2h", "1d" -> microseconds. Invalid: "since: …".
base::Result<int64_t> read_age(std::string_view text);
// Hexadecimal digits, 1 to 32, in upper case. Invalid: "digest: …".
base::Result<std::string> read_digest_prefix(std::string_view text);

}  // namespace ctl
