#include "common/books/incoming.h"

#include <algorithm>
#include <utility>

#include "common/events/topology.h"

namespace books {

using events::Event;
using events::Refusal;

void Item::take_back() {
    if (withdrawn == nullptr) return;
    event = std::exchange(withdrawn, nullptr);
    refusal = nullptr;
}

int64_t Item::seq() const {
    if (event != nullptr) return event->seq;
    return refusal->numbered ? refusal->seq : 0;
}

std::string_view Item::source() const { return event != nullptr ? event->source : refusal->source; }

uint32_t Item::day() const { return event != nullptr ? event->day : refusal->day; }

size_t Incoming::open() const {
    return static_cast<size_t>(
        std::count_if(items.begin(), items.end(), [](const Item& item) { return !item.settled; }));
}

void Incoming::refuse(Item& item, std::string reason) {
    Refusal& refusal = later_refusals.emplace_back();
    refusal.reason = std::move(reason);
    refusal.numbered = item.seq() != 0;
    refusal.source = item.source();
    refusal.day = item.day();
    refusal.seq = item.seq();
    if (item.event != nullptr) {
        item.withdrawn = item.event;
        refusal.partition = item.event->partition;
        events::encode(*item.event, refusal.text);
    } else {
        refusal.partition = item.refusal->partition;
        refusal.text = item.refusal->text;
    }
    item.event = nullptr;
    item.refusal = &refusal;
}

namespace {

// Events and refusals were read into lists of their own; the message's order is that of both
// together. Whatever stands beside an event, be it refused or a `nothing`: its order is the same.
template <class Take, class TakeRefusal>
void in_message_order(events::Batch& batch, const Take& take, const TakeRefusal& take_refusal) {
    size_t taken = 0;
    for (Refusal& refusal : batch.refusals) {
        const size_t before = std::min(refusal.events_before, batch.events.size());
        while (taken < before) take(batch.events[taken++]);
        take_refusal(refusal);
    }
    while (taken < batch.events.size()) take(batch.events[taken++]);
}

// It may have been meant for another queue; here it is parked.
void misplace(Incoming& incoming, Item& item, int32_t stated, int32_t partition) {
    item.misplaced = true;
    incoming.refuse(item, "partition: " + std::to_string(stated) + ", but arrived in " +
                              events::topology::ledger_queue(partition));
    item.withdrawn = nullptr;  // for good
}

}  // namespace

void list_items(Incoming& incoming, int32_t partition) {
    incoming.items.reserve(incoming.batch.events.size() + incoming.batch.refusals.size());
    const auto take = [&](const Event& event) {
        Item& item = incoming.items.emplace_back();
        item.event = &event;
        if (event.partition != partition) misplace(incoming, item, event.partition, partition);
    };
    in_message_order(incoming.batch, take, [&](Refusal& refusal) {
        Item& item = incoming.items.emplace_back();
        item.refusal = &refusal;
        item.misplaced = refusal.partition != partition;
        if (refusal.nothing && item.misplaced) {
            misplace(incoming, item, refusal.partition, partition);
        }
    });
}

void list_journal_items(Incoming& incoming, int32_t partition,
                        const std::map<StreamId, Gap>& missing) {
    const auto take = [&](const Item& item, int32_t its_partition) {
        if (its_partition != partition || item.seq() == 0) return;
        const auto gap = missing.find({std::string{item.source()}, item.day()});
        if (gap == missing.end()) return;
        const bool is_in =
            item.seq() >= gap->second.first_missing && item.seq() <= gap->second.last_missing;
        if (is_in) incoming.items.push_back(item);
    };
    Item copy;
    copy.from_journal = true;
    in_message_order(
        incoming.batch,
        [&](const Event& event) {
            copy.event = &event;
            take(copy, event.partition);
            copy.event = nullptr;
        },
        [&](const Refusal& refusal) {
            copy.refusal = &refusal;
            take(copy, refusal.partition);
            copy.refusal = nullptr;
        });
}

}  // namespace books
