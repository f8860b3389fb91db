#include "common/base/must.h"

#include <cstdio>
#include <cstdlib>

namespace base {

void must(bool condition, std::source_location where) {
    if (condition) return;
    std::fprintf(stderr, "must failed: %s:%u %s\n", where.file_name(), where.line(),
                 where.function_name());
    std::abort();
}

}  // namespace base
