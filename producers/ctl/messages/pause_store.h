#pragma once

#include <string>
#include <vector>

#include "common/base/result.h"
#include "common/books/gate.h"
#include "common/db/session.h"

namespace ctl {

// The table `pauses`. Every change is one transaction with its row in `audit`.

struct PausedPartition {
    int32_t partition = 0;
    books::Pause pause;
};

// Invalid where one of them is paused already: then none is paused by this call.
base::Status insert_pauses(db::Session& session, const std::vector<int32_t>& partitions,
                           const books::Pause& pause);
// Those among `partitions` that are paused.
base::Result<std::vector<PausedPartition>> read_pauses(db::Session& session,
                                                       const std::vector<int32_t>& partitions);
// Returns what was ended; empty where none of them was paused.
base::Result<std::vector<PausedPartition>> delete_pauses(db::Session& session,
                                                         const std::vector<int32_t>& partitions,
                                                         const std::string& who, int64_t now_us);

}  // namespace ctl
