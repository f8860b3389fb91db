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

// Numbers that do not exist, as an operator has decided (docs/operations.md, "A gap"); the ranges
// of a stream may overlap.
using AcceptedGaps = std::map<StreamId, std::vector<Gap>>;

// Streams with events that wait elsewhere (held.h), each with the number of the first one.
using HeldStreams = std::map<StreamId, int64_t>;

// What to do with the messages at hand.
struct Plan {
    bool full = false;              // not everything at hand was looked at
    std::vector<Item*> apply;       // in this order; refused ones among them are to be parked
    std::vector<Item*> duplicates;  // at or below the watermark, or twice at hand
    std::map<StreamId, Move> moves;
    std::map<StreamId, Gap> gaps;  // streams that hold items behind something missing
    size_t held = 0;
    std::vector<std::pair<StreamId, Gap>> passed;  // of what is accepted as missing; in `moves` too
};

// Streams that `pending` needs and `known` lacks: their watermarks must be read first.
std::vector<StreamId> unknown_streams(const Pending& pending, const Watermarks& known);

// Pure. In: messages in order of arrival, watermarks of all their streams. Items are taken in that
// order, each stream in seq order without a hole; what lies behind a hole is held, and taken right
// behind what closes the hole. Not numbered items are always taken. At most `limit` items are
// taken; the next plan goes on where this one ended, so that neither the limit nor the cut of the
// messages changes the order (docs/events.md, "In which order").
// Numbers of `accepted` are passed over where something behind them is at hand and they are not:
// never more than is accepted, never one that is here.
// A plan ends, too, where a stream comes to its first number of `elsewhere`: that event is next.
Plan plan(const Pending& pending, const Watermarks& known, size_t limit,
          const AcceptedGaps& accepted = {}, const HeldStreams& elsewhere = {});

// Whether the item carries a number that was accepted as missing.
bool is_accepted(const AcceptedGaps& gaps, const Item& item);

// Replaces the event of `item`, which must be one of `pending`, by a refusal: it will be parked.
// Returns the refusal, which lives as long as the item's message.
const events::Refusal* refuse(const Pending& pending, Item& item, std::string reason);

}  // namespace books
