#include "consumers/notifier/rate_limit.h"

#include <algorithm>

namespace notifier {

std::string text_of(const Rate& rate) {
    constexpr int64_t kMinuteUs = 60 * base::kSecondUs;
    const std::string count = std::to_string(rate.count);
    if (rate.period_us == base::kSecondUs) return count + " a second";
    if (rate.period_us == kMinuteUs) return count + " a minute";
    return count + " in " + std::to_string(rate.period_us / base::kSecondUs) + " s";
}

TokenBucket::TokenBucket(const Rate& rate)
    : rate_{rate}, limit_{rate.burst * rate.period_us}, filled_{limit_} {}

void TokenBucket::refill(base::MonoTime now) {
    // A long pause fills the bucket, and must not overflow on the way.
    const int64_t missing_us = (limit_ - filled_) / rate_.count + 1;
    const int64_t passed_us = std::clamp<int64_t>(now - at_, 0, missing_us);
    filled_ = std::min(limit_, filled_ + passed_us * rate_.count);
    at_ = std::max(at_, now);
}

int64_t TokenBucket::wait_us(base::MonoTime now) {
    refill(now);
    if (filled_ >= rate_.period_us) return 0;
    return (rate_.period_us - filled_ + rate_.count - 1) / rate_.count;
}

int64_t TokenBucket::owed(base::MonoTime now, int64_t soon_us) {
    refill(now);
    const int64_t missing = -filled_ - soon_us * rate_.count;
    return missing <= 0 ? 0 : (missing + rate_.period_us - 1) / rate_.period_us;
}

bool TokenBucket::full(base::MonoTime now) {
    refill(now);
    return filled_ >= limit_;
}

}  // namespace notifier
