#pragma once

#include <cstdint>
#include <map>
#include <string>

#include "common/base/clock.h"
#include "common/base/result.h"
#include "common/books/sequencer.h"
#include "common/db/session.h"

namespace books {

// What the record has of a partition's streams and the books have not (tables `record_heads` and
// `watermarks`), from the number behind the watermark to the head.
struct Tail {
    Gap gap;
    bool stands = false;  // the watermark has not moved for `settle_us`
};
using FoundTails = std::map<StreamId, Tail>;
using Tails = std::map<StreamId, Gap>;

// Nothing is told while somebody else than `owner` has moved a watermark of the partition lately:
// then that ledger is at work. All times are the database's.
struct TailQuestion {
    int32_t partition = 0;
    std::string owner;
    int64_t settle_us = 0;
};
// Pure.
std::string select_tails(const TailQuestion& question);
// Blocks.
[[nodiscard]] base::Result<FoundTails> read_tails(db::Session& session,
                                                  const TailQuestion& question);

// Which of it is missing: what stands, up to the head that was seen `settle_us` ago. A busy
// stream's head moves on, and its last numbers may still be on their way through the queue; the
// table tells only since when the books are behind, not since when the head is where it is. Pure.
class TailWatch {
  public:
    Tails look(const FoundTails& found, base::MonoTime now, int64_t settle_us);

  private:
    struct Seen {
        int64_t settled = 0;  // the record has had this number for long enough; 0: none yet
        int64_t head = 0;     // will be next
        base::MonoTime since;
    };
    std::map<StreamId, Seen> seen_;
};

}  // namespace books
