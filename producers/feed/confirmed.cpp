#include "producers/feed/confirmed.h"

#include <algorithm>

#include "common/base/must.h"

namespace feed {

void Confirmed::published(uint64_t number, Progress before, size_t events) {
    base::must(open_.empty() || open_.back().number < number);
    open_.push_back({number, std::move(before), events});
}

size_t Confirmed::confirmed_through(uint64_t number) {
    size_t events = 0;
    while (!open_.empty() && open_.front().number <= number) {
        events += open_.front().events;
        open_.pop_front();
    }
    return events;
}

std::optional<Progress> Confirmed::oldest() const {
    // Messages leave in the order in which they filled up, not in that of their first events.
    const auto oldest = std::min_element(
        open_.begin(), open_.end(),
        [](const auto& a, const auto& b) { return a.before.position < b.before.position; });
    if (oldest == open_.end()) return std::nullopt;
    return oldest->before;
}

}  // namespace feed
