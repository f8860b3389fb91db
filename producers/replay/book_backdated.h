#pragma once

#include <optional>
#include <set>
#include <vector>

#include "producers/replay/live_books.h"
#include "producers/replay/partition_fold.h"

namespace replay {

// Corrections that bear a later day and that the ledgers have booked to this one
// (common/books/backdated.h). Their events stand in the records of the days that they bear, where a
// replay of those compares them; here they are booked where the ledger had booked them: behind so
// many events of each of the day's streams. Calls block; one thread at a time.
class BackdatedBookings {
  public:
    // What becomes of one that does not fit what the record has of the day.
    enum class Misfit {
        Parked,   // a comparison names it
        Refused,  // the books would be others than the ledger's: `book` fails
    };
    explicit BackdatedBookings(Misfit misfit = Misfit::Parked) : misfit_{misfit} {}

    // Those that the live books have and that are not known yet.
    [[nodiscard]] base::Status read(LiveBooks& live, const FoldContext& context);
    // How far the next pass may go: in each partition to where the first one waiting comes, where
    // none does to `present`. nullopt: none waits.
    [[nodiscard]] std::optional<Marks> next(const Marks& present) const;
    // Behind that pass: books those whose place it was. What is booked already stays.
    [[nodiscard]] base::Status book(const FoldContext& context);

  private:
    using Waiting = std::vector<books::BookedLater>;
    const Misfit misfit_;
    std::map<int32_t, Waiting> waiting_;  // by partition, in order
    std::set<books::BackdatedKey> known_;
};

}  // namespace replay
