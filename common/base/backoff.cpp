#include "common/base/backoff.h"

#include <algorithm>

namespace base {

int64_t Backoff::next_ms(uint64_t random) {
    constexpr int kDoublingsMax = 30;
    const int64_t ceiling = std::min(limit_ms_, first_ms_ << std::min(tries_, kDoublingsMax));
    ++tries_;
    return 1 + static_cast<int64_t>(random % static_cast<uint64_t>(std::max<int64_t>(ceiling, 1)));
}

}  // namespace base
