#pragma once

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "common/base/result.h"
#include "common/books/sequencer.h"
#include "common/db/session.h"

namespace books {

// The tables `gaps`, `heal_requests`, `accepted_gaps` and `passed_gaps` of
// schemas/sql/0006_operations.sql. All calls block; one thread at a time for a session.

// What operators have accepted as missing in the partition.
[[nodiscard]] base::Result<AcceptedGaps> read_accepted_gaps(db::Session& session,
                                                            int32_t partition);
// What the ledger has passed over. A fold of the journal that takes these as accepted, and drops
// events that carry one of these numbers, comes to the same books.
[[nodiscard]] base::Result<AcceptedGaps> read_passed_gaps(db::Session& session, int32_t partition);
// For the transaction that moves the watermarks. Pure; empty for an empty list.
std::string insert_passed_gaps(const std::vector<std::pair<StreamId, Gap>>& passed,
                               int32_t partition, int64_t now_us);

// What the ledger tells operators of a gap.
[[nodiscard]] base::Status note_gap(db::Session& session, int32_t partition, const StreamId& stream,
                                    const Gap& gap, int64_t held, int64_t since_us);
[[nodiscard]] base::Status forget_gap(db::Session& session, int32_t partition,
                                      const StreamId& stream);

// True, once, where an operator has asked that the journal be read.
[[nodiscard]] base::Result<bool> take_heal_request(db::Session& session, int32_t partition);

}  // namespace books
