#pragma once

#include "producers/replay/job.h"

namespace replay {

// Folds what is selected into a shadow and keeps it. Blocks.
Report build_shadow(const Job& job);

// An account's books at a moment: a fold of its events up to `Selection::to_us`, with what the day
// began with. The shadow is dropped again unless it is to be kept. Blocks.
Report books_as_of(const Job& job);

}  // namespace replay
