#pragma once

#include "producers/replay/job.h"

namespace replay {

// Reads the record and counts what a fold would take, and where streams do not begin with 1.
// Writes nothing. Blocks.
Report count_day(const Job& job);

}  // namespace replay
