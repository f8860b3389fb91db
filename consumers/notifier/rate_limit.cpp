#include "consumers/notifier/rate_limit.h"

#include <algorithm>

namespace notifier {

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

bool TokenBucket::full(base::MonoTime now) {
    refill(now);
    return filled_ >= limit_;
}

int64_t RecipientLimits::wait_us(const std::string& recipient, base::MonoTime now) {
    const auto found = buckets_.find(recipient);
    return found == buckets_.end() ? 0 : found->second.wait_us(now);
}

void RecipientLimits::take(const std::string& recipient, base::MonoTime now) {
    if (!buckets_.contains(recipient) && buckets_.size() >= recipients_max_) forget_full(now);
    auto& bucket = buckets_.try_emplace(recipient, rate_).first->second;
    (void)bucket.wait_us(now);
    bucket.take();
}

// A full bucket is as good as none. Where all are in use, the first goes: the limit protects
// customers from us, it is no promise worth unbounded memory.
void RecipientLimits::forget_full(base::MonoTime now) {
    std::erase_if(buckets_, [now](const auto& one) {
        TokenBucket bucket = one.second;
        return bucket.full(now);
    });
    if (buckets_.size() >= recipients_max_) buckets_.erase(buckets_.begin());
}

}  // namespace notifier
