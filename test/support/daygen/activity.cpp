#include "activity.h"

#include <algorithm>

namespace daygen {

Activity::Activity() {
    for (int64_t minute = 0; minute < kMinutes; ++minute) {
        const int64_t from_noon = minute - kMinutes / 2;
        int64_t weight = 40 + from_noon * from_noon * 100 / (kMinutes * kMinutes / 4);
        if (minute < 10) weight += 30;
        before_[static_cast<size_t>(minute) + 1] = before_[static_cast<size_t>(minute)] + weight;
    }
}

int64_t Activity::time_us(int64_t done, int64_t all) {
    // In thousandths of a weight, so that a long day still moves between two events; `all` is 10^9
    // at most.
    const int64_t total = before_[kMinutes] * 1000;
    const int64_t reached = done * total / all;
    while (minute_ + 1 < kMinutes && before_[static_cast<size_t>(minute_) + 1] * 1000 <= reached)
        ++minute_;
    const int64_t start = before_[static_cast<size_t>(minute_)] * 1000;
    const int64_t weight = before_[static_cast<size_t>(minute_) + 1] * 1000 - start;
    const int64_t inside = std::max<int64_t>(0, reached - start) * 60 * kSecondUs / weight;
    constexpr int64_t kLastOrderUs = kSessionUs - 2 * kSecondUs;
    return std::min(minute_ * 60 * kSecondUs + inside, kLastOrderUs);
}

}  // namespace daygen
