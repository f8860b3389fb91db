#pragma once

#include <source_location>

namespace base {

// Aborts with file and line when `condition` is false, in every build. For bugs only: input from
// outside never reaches a `must`.
void must(bool condition, std::source_location where = std::source_location::current());

}  // namespace base
