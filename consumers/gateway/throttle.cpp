#include "consumers/gateway/throttle.h"

#include <algorithm>

namespace gateway {

Throttle::Throttle(int64_t messages_per_second, int64_t burst)
    : per_second_{messages_per_second}, limit_{burst * kOne}, millionths_{limit_} {}

void Throttle::refill(base::MonoTime now) {
    // Messages a second are millionths of a message a microsecond. A long pause fills the bucket,
    // and must not overflow on the way.
    const int64_t missing_us = (limit_ - millionths_) / per_second_ + 1;
    const int64_t passed_us = std::min(std::max<int64_t>(now - filled_, 0), missing_us);
    millionths_ = std::min(limit_, millionths_ + passed_us * per_second_);
    filled_ = std::max(filled_, now);
}

int64_t Throttle::available(base::MonoTime now) {
    refill(now);
    return std::max<int64_t>(millionths_ / kOne, 0);
}

void Throttle::give_back(int64_t messages) {
    millionths_ = std::min(limit_, millionths_ + messages * kOne);
}

int64_t Throttle::wait_us(base::MonoTime now, int64_t messages) {
    refill(now);
    const int64_t wanted = std::min(limit_, messages * kOne);
    if (millionths_ >= wanted) return 0;
    return (wanted - millionths_ + per_second_ - 1) / per_second_;
}

}  // namespace gateway
