#pragma once

#include <optional>
#include <set>
#include <string>
#include <vector>

#include "common/books/held.h"
#include "common/books/store.h"

namespace ledger {

// What a worker keeps in the database of what is held behind gaps (common/books/held.h), and when
// it has its turn. One thread; calls block.
class HeldBack {
  public:
    HeldBack(int32_t partition, books::HeldLimits limits)
        : partition_{partition}, limits_{limits} {}

    // Another ledger may have written meanwhile.
    void forget() { streams_.reset(); }
    // Nothing of the partition is kept, as far as is known.
    [[nodiscard]] bool none() const { return streams_ && streams_->empty(); }

    // Puts what exceeds the share into the database and settles it. After a plan.
    [[nodiscard]] base::Status keep_to_share(db::Session& session, const books::Pending& pending);
    // Bodies of streams that hold nothing any more in memory: their turn has come.
    [[nodiscard]] base::Result<std::vector<std::string>> take(books::Store& store,
                                                              const books::Pending& pending);

  private:
    const int32_t partition_;
    const books::HeldLimits limits_;
    std::optional<std::set<books::StreamId>> streams_;  // unknown: to be read
};

}  // namespace ledger
