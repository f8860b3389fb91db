#pragma once

#include <compare>
#include <cstdint>
#include <deque>
#include <map>
#include <string>
#include <vector>

#include "common/events/codec.h"

namespace books {

// From one number of a stream to another, both included.
struct Gap {
    int64_t first_missing = 0;
    int64_t last_missing = 0;
    friend bool operator==(const Gap&, const Gap&) = default;
};

// A numbered stream within one partition.
struct StreamId {
    std::string source;
    uint32_t day = 0;
    friend auto operator<=>(const StreamId&, const StreamId&) = default;
};

// One event of a message, good or refused: exactly one of the two pointers is set.
struct Item {
    const events::Event* event = nullptr;
    const events::Refusal* refusal = nullptr;
    bool settled = false;       // applied, parked or told as a repeat, and committed
    bool from_journal = false;  // a copy
    bool held = false;          // by the last plan, behind a hole
    bool misplaced = false;  // of another partition than the queue's: refused, whatever its number

    const events::Event* withdrawn = nullptr;  // by `refuse`

    // Undoes `refuse`, for a transaction that was rolled back and will look again with other eyes.
    void take_back();
    [[nodiscard]] int64_t seq() const;  // 0: not numbered
    [[nodiscard]] std::string_view source() const;
    [[nodiscard]] uint32_t day() const;
};

// A message on its way through the ledger. It stays until each of its items is settled; then its
// tag is acknowledged.
struct Incoming {
    uint64_t epoch = 0;  // of the link that delivered it
    uint64_t tag = 0;    // 0: a copy, which needs no acknowledgement
    bool kept = false;   // a copy from `held_events`, where it stands until it is done
    events::Batch batch;
    std::deque<events::Refusal> later_refusals;  // found by the ledger, not by the codec
    std::vector<Item> items;                     // in the order of the message

    [[nodiscard]] size_t open() const;  // items not settled yet
    // Replaces the item's event by a refusal: it will be parked.
    void refuse(Item& item, std::string reason);
};

// Fills `items`. Events of another partition than the queue's are refused here. Their number is
// that of the queue they came through: nothing may wait behind it.
void list_items(Incoming& incoming, int32_t partition);
// The same for a copy from the record: only what is missing. What merely waits in the queue must
// not overtake what stands in front of it there.
void list_journal_items(Incoming& incoming, int32_t partition,
                        const std::map<StreamId, Gap>& missing);

}  // namespace books
