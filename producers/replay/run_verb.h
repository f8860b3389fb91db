#pragma once

#include "producers/replay/job.h"
#include "producers/replay/replay_options.h"

namespace replay {

// Does what was typed and prints the report on standard output. Returns the exit code.
int run_verb(const Options& options, Job job);

}  // namespace replay
