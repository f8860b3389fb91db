#pragma once

#include <functional>

#include "common/journal/source.h"
#include "producers/replay/pace.h"
#include "producers/replay/partition_fold.h"

namespace replay {

// How one pass over the record ended.
struct Passage {
    PartitionFold::Outcome outcome;  // of all partitions together
    int64_t next_offset = 0;         // behind the last record read
    bool stopped = false;            // asked to, before the end
};

// Reads the source to its end and folds it: the calling thread reads, `workers` threads write, each
// with the partitions of its own. What waits in between is bounded. Blocks.
// Retryable: the source could not be read to its end; the same call may go on, what has been
// written is not written again. Fatal: it can not go on.
base::Result<Passage> fold_journal(journal::Source& source, const FoldContext& context, int workers,
                                   Pace& pace, FoldCounts& counts,
                                   const std::function<void(int64_t offset)>& on_record);

}  // namespace replay
