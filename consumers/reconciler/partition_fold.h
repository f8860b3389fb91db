#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <unordered_set>
#include <utility>
#include <vector>

#include "common/books/sequencer.h"
#include "common/journal/record.h"
#include "consumers/reconciler/day_books.h"
#include "consumers/reconciler/inbox_moment.h"

namespace reconciler {

// How far the live books of a partition are, as one moment of the database shows it.
struct Target {
    uint32_t day = 0;
    std::map<books::StreamId, int64_t> marks;  // of the day
    books::AcceptedGaps passed;                // what the ledger has passed over
    InboxMoment inbox;  // events without a number that the ledger has; of all partitions
};

// Limits on the events of one partition that wait for the live books. A single message always
// may wait.
struct HeldLimits {
    size_t events_max = 100'000;
    size_t bytes_max = 32u << 20;
};

// One partition's events of the record into DayBooks, by the rules of the ledger, never further
// than a target. What lies beyond waits, up to a limit; what comes above the limit is dropped, and
// its place is remembered to be read again. The books are those of a share of the accounts. No
// clock, no I/O; one thread at a time.
class PartitionFold {
  public:
    PartitionFold(int32_t partition, HeldLimits limits) : partition_{partition}, limits_{limits} {}

    // Of the partition and in order of offsets. `batch` is the record's, decoded.
    void take(int64_t offset, events::Batch batch);

    struct Advance {
        // Every stream is at its mark: neither before it, nor behind it, as when the live books
        // were put back to an earlier state.
        bool reached = false;
        bool gap = false;  // below a mark something is missing and later events are here
        size_t folded = 0;
    };
    // A target of another day begins new books. Events of days that are not the target's are not
    // kept: that day has to be read again, from its beginning.
    Advance advance(const Target& target);

    // Offset to read again from, once there is room for what was dropped; gives it out once.
    std::optional<int64_t> take_rewind();

    [[nodiscard]] const DayBooks& books() const { return books_; }
    std::set<std::string> take_touched() { return books_.take_touched(); }
    [[nodiscard]] size_t held() const { return held_; }
    [[nodiscard]] size_t held_bytes() const { return held_bytes_; }
    // Whether an event without a number is here, folded or waiting, by its inbox_hash.
    [[nodiscard]] bool has_numberless(uint64_t hash) const { return numberless_.contains(hash); }
    [[nodiscard]] size_t numberless_bytes() const;

    // All from the beginning, for other accounts: the record has to be read again.
    void begin_share(const Share& share);
    // Keeps some of the accounts that it has.
    void narrow(const Share& share);

  private:
    void begin_day(uint32_t day);
    bool remember(const books::InboxKey& key);
    [[nodiscard]] bool has_room(size_t events, size_t bytes) const;
    void set_aside(const Target& target, std::vector<books::Item*>& aside);
    [[nodiscard]] bool is_due(const books::Item& item, const Target& target);
    void fold(const std::vector<books::Item*>& all);
    void forget_settled();

    const int32_t partition_;
    const HeldLimits limits_;
    Share share_;
    uint32_t day_ = 0;
    DayBooks books_;
    books::Pending pending_;
    size_t held_ = 0;  // items of `pending_`
    size_t held_bytes_ = 0;
    books::Watermarks reached_;
    // Met. Each event by its own key, and by that of a row that is older than its content.
    std::unordered_set<uint64_t> numberless_;
    std::optional<int64_t> dropped_from_;
};

}  // namespace reconciler
