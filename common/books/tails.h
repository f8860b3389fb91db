#pragma once

#include <cstdint>
#include <map>
#include <string>

#include "common/base/result.h"
#include "common/books/sequencer.h"
#include "common/db/session.h"

namespace books {

// What the record has of a partition's streams and the books have not (tables `record_heads` and
// `watermarks`), from the number behind the watermark to the head.
using Tails = std::map<StreamId, Gap>;

// Whose tails are meant: only what has not changed for `settle_us`. Nothing is told while somebody
// else than `owner` has moved a watermark of the partition lately: then that ledger is at work.
struct TailQuestion {
    int32_t partition = 0;
    std::string owner;
    int64_t now_us = 0;
    int64_t settle_us = 0;
};
// Pure.
std::string select_tails(const TailQuestion& question);
// Blocks.
[[nodiscard]] base::Result<Tails> read_tails(db::Session& session, const TailQuestion& question);

}  // namespace books
