#pragma once

#include <cstdint>
#include <map>
#include <set>
#include <utility>

#include "common/books/incoming.h"
#include "common/books/sequencer.h"

namespace ledger {

// Numbers that are looked for in the record: of each stream of the partitions one range, until it
// was met. Pure.
class MissingEvents {
  public:
    struct Range {
        books::Gap gap;
        bool from_beginning = false;  // of the day
    };
    using Key = std::pair<int32_t, books::StreamId>;  // partition

    void add(int32_t partition, const books::StreamId& stream, const Range& range) {
        ranges_[{partition, stream}] = {range, range.gap.first_missing};
    }
    [[nodiscard]] bool empty() const { return ranges_.empty(); }
    [[nodiscard]] std::set<uint32_t> days() const;
    [[nodiscard]] bool wants(uint32_t day) const;
    // What is looked for on this day.
    [[nodiscard]] std::map<Key, Range> of_day(uint32_t day) const;

    // Whether the message holds something that is looked for. A range ends when all of it was met
    // in its order; what comes in another order is taken too, but the search goes on.
    [[nodiscard]] bool meets(const books::Incoming& incoming, int32_t partition);

  private:
    struct Search {
        Range range;
        int64_t next = 0;  // all before it was met
    };
    std::map<Key, Search> ranges_;
};

}  // namespace ledger
