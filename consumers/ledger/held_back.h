#pragma once

#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "common/books/held.h"
#include "common/books/store.h"

namespace ledger {

// A worker's events in `held_events` (common/books/held.h), and when they have their turn. Of a
// stream that still has a hole only the first number is in memory, so hundreds of streams with
// holes cost nothing but their rows. One thread; calls block.
class HeldBack {
  public:
    HeldBack(int32_t partition, books::HeldLimits limits)
        : partition_{partition}, limits_{limits} {}

    // Another ledger may have written meanwhile.
    void forget() { streams_.reset(), behind_.clear(), gaps_.clear(); }
    // Nothing of the partition is kept, as far as is known.
    [[nodiscard]] bool none() const { return streams_ && streams_->empty(); }
    // In front of the streams that are only in the table, as of the last `take`.
    [[nodiscard]] const std::map<books::StreamId, books::Gap>& gaps() const { return gaps_; }

    // Streams whose next events are in the table alone: what comes to them has to wait for these.
    [[nodiscard]] books::HeldStreams elsewhere(const books::Pending& pending) const;

    // Puts what exceeds the share into the database and settles it. After a plan.
    [[nodiscard]] base::Status keep_to_share(db::Session& session, const books::Pending& pending);
    // Bodies that have their turn: from the number behind the watermark or behind an accepted gap
    // up to the next hole, unless copies of the stream are under way in `pending`. All that is in
    // memory of the table stays below the limit of bytes. Watermarks that are read stand in `known`
    // afterwards.
    [[nodiscard]] base::Result<std::vector<std::string>> take(books::Store& store,
                                                              const books::Pending& pending,
                                                              books::Watermarks& known,
                                                              const books::AcceptedGaps& accepted);

  private:
    base::Result<int64_t> watermark(books::Store& store, const books::StreamId& stream,
                                    books::Watermarks& known);

    const int32_t partition_;
    const books::HeldLimits limits_;
    std::optional<books::HeldStreams> streams_;  // unknown: to be read
    // Of streams with copies under way: the first number that only the table has; 0: none.
    std::map<books::StreamId, int64_t> behind_;
    std::map<books::StreamId, books::Gap> gaps_;
};

}  // namespace ledger
