#pragma once

#include <string>
#include <vector>

#include "common/audit/person.h"
#include "common/base/result.h"
#include "common/books/gate.h"
#include "common/db/session.h"

namespace ctl {

// The table `pauses`. Every change is one transaction with its row in `audit`.

struct PausedPartition {
    int32_t partition = 0;
    books::Pause pause;
    bool current = false;  // it has caught up: the row is gone
};

// Invalid where one of them is paused already: then none is paused by this call. One that is
// catching up is paused anew.
base::Status insert_pauses(db::Session& session, const std::vector<int32_t>& partitions,
                           const books::Pause& pause, const audit::Person& who);
// Those among `partitions` that are paused or catching up.
base::Result<std::vector<PausedPartition>> read_pauses(db::Session& session,
                                                       const std::vector<int32_t>& partitions);
// Those among `partitions` that now catch up, also such as did before; empty where there are none.
base::Result<std::vector<PausedPartition>> end_pauses(db::Session& session,
                                                      const std::vector<int32_t>& partitions,
                                                      const audit::Person& who, int64_t now_us);
// Looks again at what `end_pauses` returned: sets `current`, or the pause as it is now.
base::Status look_again(db::Session& session, std::vector<PausedPartition>& partitions);

}  // namespace ctl
