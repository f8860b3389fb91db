#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string>
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

// One partition's events of the record into DayBooks, by the rules of the ledger, never further
// than a target. What lies beyond waits, up to a limit; what comes above the limit is dropped, and
// its place is remembered to be read again. No clock, no I/O; one thread at a time.
class PartitionFold {
  public:
    PartitionFold(int32_t partition, size_t held_events_max)
        : partition_{partition}, held_events_max_{held_events_max} {}

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
    // Whether an event without a number is here, folded or waiting.
    [[nodiscard]] bool has_numberless(const books::InboxKey& key) const;

  private:
    void begin_day(uint32_t day);
    void set_aside(const Target& target, std::vector<books::Item*>& aside);
    [[nodiscard]] bool is_due(const books::Item& item, const Target& target);
    void fold(const std::vector<books::Item*>& items);
    void forget_settled();

    const int32_t partition_;
    const size_t held_events_max_;
    uint32_t day_ = 0;
    DayBooks books_;
    books::Pending pending_;
    size_t held_ = 0;  // items of `pending_`
    books::Watermarks reached_;
    books::InboxKeys numberless_;  // met
    std::optional<int64_t> dropped_from_;
};

}  // namespace reconciler
