#pragma once

#include <string>

namespace base {

// Takes the same time wherever the two differ; only the length of `given` can be told from it.
// False where nothing is expected. (No string_view: the FIX engine's C++14 asks, too.)
bool same_secret(const std::string& given, const std::string& expected);

}  // namespace base
