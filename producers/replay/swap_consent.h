#pragma once

#include "producers/replay/job.h"
#include "producers/replay/replay_options.h"

namespace replay {

// The swap of swap.h, where two persons have agreed to it (common/operators/consent.h): else a
// report that says what is to be done. Given again within the hour it finishes one that was cut
// off. Blocks.
Report swap_by_two(const Options& options, const Job& job);

}  // namespace replay
