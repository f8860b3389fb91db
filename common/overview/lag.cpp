#include "common/overview/lag.h"

#include <algorithm>
#include <limits>

namespace overview {
namespace {

// How long what waits takes, but not longer than it can have waited.
std::optional<int64_t> rest_us(const Standing& standing) {
    if (standing.out_per_1000_s <= 0) return std::nullopt;
    const int64_t rest = *standing.waiting * kUsIn1000S / standing.out_per_1000_s;
    return std::min(rest, standing.empty_us.value_or(std::numeric_limits<int64_t>::max()));
}

std::optional<int64_t> larger(std::optional<int64_t> one, std::optional<int64_t> other) {
    if (one && other) return std::max(*one, *other);
    return one ? one : other;
}

std::optional<int64_t> by_record(const Standing& standing) {
    const int64_t behind = verdict::behind_us(*standing.books, false);
    if (standing.waiting.value_or(0) == 0) return behind;
    const auto rest = rest_us(standing);
    if (standing.books->missing > 0 || behind > 0) return larger(behind, rest);
    if (rest) return rest;
    return standing.empty_us ? standing.empty_us : standing.seen_us;
}

std::optional<int64_t> by_queue(const Standing& standing) {
    if (!standing.waiting) return std::nullopt;
    if (*standing.waiting == 0) return 0;
    std::optional<int64_t> still = standing.moved_us ? standing.moved_us : standing.empty_us;
    if (still && standing.empty_us) still = std::min(*still, *standing.empty_us);
    return larger(still, rest_us(standing));
}

}  // namespace

std::optional<int64_t> lag_us(const Standing& standing) {
    if (standing.paused) return std::nullopt;
    const auto lag = standing.books ? by_record(standing) : by_queue(standing);
    if (!lag) return std::nullopt;
    return std::max<int64_t>(*lag, 0);
}

}  // namespace overview
