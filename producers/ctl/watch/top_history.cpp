#include "producers/ctl/watch/top_history.h"

#include <algorithm>
#include <array>

#include "producers/ctl/watch/trouble.h"

namespace ctl {

void History::add(const overview::Overview& overview) {
    if (!overview.queues.known()) return;
    std::map<std::string, std::deque<int64_t>> kept;
    for (const auto& queue : *overview.queues.value) {
        auto& depths = kept[queue.name] = std::move(depths_[queue.name]);
        depths.push_back(depth_of(queue));
        if (depths.size() > kSamplesMax) depths.pop_front();
    }
    depths_ = std::move(kept);
}

std::string History::trend(const std::string& queue, size_t width) const {
    constexpr std::array<const char*, 8> kBars{"▁", "▂", "▃", "▄", "▅", "▆", "▇", "█"};
    const auto found = depths_.find(queue);
    if (found == depths_.end()) return std::string(width, ' ');
    const auto& depths = found->second;
    const size_t shown = std::min(width, depths.size());
    const auto begin = depths.end() - static_cast<std::ptrdiff_t>(shown);
    const int64_t deepest = std::max<int64_t>(1, *std::max_element(begin, depths.end()));
    std::string text(width - shown, ' ');
    for (auto one = begin; one != depths.end(); ++one) {
        text += kBars[static_cast<size_t>(*one * 7 / deepest)];
    }
    return text;
}

}  // namespace ctl
