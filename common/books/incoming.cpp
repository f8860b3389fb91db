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

// Refused events were read into a list of their own.
void bring_back_to_place(Incoming& incoming) {
    if (incoming.batch.refusals.empty()) return;
    std::stable_sort(incoming.items.begin(), incoming.items.end(),
                     [](const Item& a, const Item& b) { return a.seq() < b.seq(); });
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
    for (const Event& event : incoming.batch.events) {
        Item& item = incoming.items.emplace_back();
        item.event = &event;
        if (event.partition == partition) continue;
        misplace(incoming, item, event.partition, partition);
    }
    for (Refusal& refusal : incoming.batch.refusals) {
        Item& item = incoming.items.emplace_back();
        item.refusal = &refusal;
        item.misplaced = refusal.partition != partition;
        if (refusal.nothing && item.misplaced) {
            misplace(incoming, item, refusal.partition, partition);
        }
    }
    bring_back_to_place(incoming);
}

void list_journal_items(Incoming& incoming, int32_t partition) {
    for (const Event& event : incoming.batch.events) {
        if (event.partition != partition || event.seq == 0) continue;
        Item& item = incoming.items.emplace_back();
        item.event = &event;
        item.from_journal = true;
    }
    for (const Refusal& refusal : incoming.batch.refusals) {
        if (refusal.partition != partition || !refusal.numbered) continue;
        Item& item = incoming.items.emplace_back();
        item.refusal = &refusal;
        item.from_journal = true;
    }
    bring_back_to_place(incoming);
}

}  // namespace books
