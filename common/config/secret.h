#pragma once

#include <string>

#include "common/base/result.h"

namespace config {

// A secret comes from the environment only: never from a file, an argument or a default.
// Fatal, naming the variable, when it is not set or empty. Call it before other threads exist.
base::Result<std::string> secret(const std::string& variable);

}  // namespace config
