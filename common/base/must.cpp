#include "common/base/must.h"

#include <cstdio>
#include <cstdlib>

namespace base {

void must(bool condition, const char* file, int line, const char* function) {
    if (condition) return;
    std::fprintf(stderr, "must failed: %s:%d %s\n", file, line, function);
    std::abort();
}

}  // namespace base
