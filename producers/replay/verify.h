#pragma once

#include "producers/replay/job.h"

namespace replay {

// Folds the day again into a shadow and compares the live books with it, table by table. The live
// flow may go on: the fold stops at the live watermarks of one moment, and the comparison sees the
// live books of that moment. Blocks.
Report verify(const Job& job);

}  // namespace replay
