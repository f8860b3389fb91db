#pragma once

namespace base {

// Aborts with file and line when `condition` is false, in every build. For bugs only: input from
// outside never reaches a `must`. (Built-ins, because clang 14, which builds the fuzzers, has no
// std::source_location.)
void must(bool condition, const char* file = __builtin_FILE(), int line = __builtin_LINE(),
          const char* function = __builtin_FUNCTION());

}  // namespace base
