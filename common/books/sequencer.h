#pragma once

#include <deque>
#include <map>
#include <memory>
#include <optional>
#include <vector>

#include "common/books/incoming.h"

namespace books {

// The highest seq that is applied, for each stream of the partition; nullopt: the database has no
// row yet.
using Watermarks = std::map<StreamId, std::optional<int64_t>>;
using Pending = std::deque<std::unique_ptr<Incoming>>;

struct Move {  // of a watermark
    std::optional<int64_t> from;
    int64_t to = 0;
};

struct Gap {
    int64_t first_missing = 0;
    int64_t last_missing = 0;
    friend bool operator==(const Gap&, const Gap&) = default;
};

// What to do with the messages at hand.
struct Plan {
    std::vector<Item*> apply;       // in this order; refused ones among them are to be parked
    std::vector<Item*> duplicates;  // at or below the watermark, or twice at hand
    std::map<StreamId, Move> moves;
    std::map<StreamId, Gap> gaps;  // streams that hold items behind something missing
    size_t held = 0;
};

// Streams that `pending` needs and `known` lacks: their watermarks must be read first.
std::vector<StreamId> unknown_streams(const Pending& pending, const Watermarks& known);

// Pure. In: messages in order of arrival, watermarks of all their streams. Each stream is taken up
// in seq order without a hole; what lies behind a hole is held; not numbered items are always
// taken. At most `limit` items are taken.
Plan plan(const Pending& pending, const Watermarks& known, size_t limit);

}  // namespace books
