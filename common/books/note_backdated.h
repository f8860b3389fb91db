#pragma once

#include <cstdint>

#include "common/books/posting.h"
#include "common/books/sequencer.h"
#include "common/db/session.h"

namespace books {

// What the ledger writes down of corrections that it books to an earlier day (backdated.h), in the
// transaction that books them. Block.

// Where among the streams, and in which turn: a replay of their trades' day books them so.
[[nodiscard]] base::Status place_backdated(db::Session& session, const Plan& plan,
                                           int32_t partition, Posting& posting);
// Their rows.
[[nodiscard]] base::Status note_backdated(db::Session& session, const Posting& posting,
                                          int32_t partition);

}  // namespace books
