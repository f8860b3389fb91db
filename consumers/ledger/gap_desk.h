#pragma once

#include <cstdint>

#include "common/books/gaps.h"
#include "consumers/ledger/gap_watch.h"

namespace ledger {

// What operators say about gaps.
struct GapOrders {
    books::AcceptedGaps accepted;
    bool heal = false;  // read the record now
};
// Reads what is accepted and takes a request to heal. For a ledger that has a gap: another one
// would take the request away from it. Blocks.
base::Result<GapOrders> read_gap_orders(db::Session& session, int32_t partition);

// Tells operators, and the log, what the watch has seen. Nothing depends on it: what cannot be
// written now is logged and left. Blocks.
void note_gaps(db::Session& session, int32_t partition, const GapWatch::Step& step, size_t held,
               int64_t alarm_us);

}  // namespace ledger
