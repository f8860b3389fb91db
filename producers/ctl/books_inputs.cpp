#include "producers/ctl/books_inputs.h"

#include <algorithm>

#include "common/verdict/gather.h"
#include "producers/ctl/publish.h"

namespace ctl {

verdict::Inputs books_inputs(db::Session& session, const verdict::Limits& limits) {
    constexpr int64_t kBetweenMs = 1'000;
    verdict::Inputs inputs = verdict::gather(session);
    const bool behind = std::ranges::any_of(inputs.partitions, [&](const auto& one) {
        const bool paused = verdict::is_paused(inputs, one.number);
        return verdict::behind_us(one, paused) > limits.behind_us_max;
    });
    if (!behind) return inputs;
    wait_until([] { return false; }, kBetweenMs);
    return verdict::gather(session);
}

}  // namespace ctl
