#include "consumers/reconciler/partition_fold.h"

#include <algorithm>
#include <memory>

#include "consumers/reconciler/node_bytes.h"

namespace reconciler {

using books::Item;

namespace {

constexpr size_t kFoldEventsMax = 5'000;

size_t bytes_of(const books::Incoming& message) {
    const events::Batch& batch = message.batch;
    size_t bytes = sizeof(message) + batch.text.capacity();
    bytes += batch.events.capacity() * sizeof(events::Event);
    bytes += batch.refusals.capacity() * sizeof(events::Refusal);
    for (const events::Refusal& refusal : batch.refusals) bytes += refusal.text.capacity();
    return bytes + message.items.capacity() * sizeof(Item);
}

}  // namespace

bool PartitionFold::has_room(size_t events, size_t bytes) const {
    if (held_ + events > limits_.events_max) return false;
    return pending_.empty() || held_bytes_ + bytes <= limits_.bytes_max;
}

// False: it is known.
bool PartitionFold::remember(const books::InboxKey& key) {
    numberless_.insert(inbox_hash(books::older_row_of(key)));
    return numberless_.insert(inbox_hash(key)).second;
}

size_t PartitionFold::numberless_bytes() const { return node_bytes(numberless_); }

void PartitionFold::take(int64_t offset, events::Batch batch) {
    auto incoming = std::make_unique<books::Incoming>();
    incoming->batch = std::move(batch);
    books::list_items(*incoming, partition_);
    for (Item& item : incoming->items) {
        // An item without event and place changes no books.
        const bool nowhere = item.event == nullptr && item.seq() == 0;
        item.settled = nowhere || (day_ != 0 && item.day() != day_);
    }
    const size_t open = incoming->open();
    if (open == 0) return;
    if (dropped_from_ || !has_room(open, bytes_of(*incoming))) {
        dropped_from_ = std::min(dropped_from_.value_or(offset), offset);
        return;
    }
    for (Item& item : incoming->items) {
        if (item.settled || item.seq() != 0) continue;
        // The record may hold it more than once, and so may a second reading.
        item.settled = !remember(books::inbox_key_of(*item.event));
    }
    if (incoming->open() == 0) return;
    held_ += incoming->open();
    held_bytes_ += bytes_of(*incoming);
    pending_.push_back(std::move(incoming));
}

std::optional<int64_t> PartitionFold::take_rewind() {
    if (held_ > limits_.events_max / 2 || held_bytes_ > limits_.bytes_max / 2) return std::nullopt;
    return std::exchange(dropped_from_, std::nullopt);
}

void PartitionFold::begin_share(const Share& share) {
    share_ = share;
    books_ = {};
    reached_.clear();
    numberless_ = std::unordered_set<uint64_t>{};  // its buckets, too
    pending_.clear();
    dropped_from_.reset();
    forget_settled();
}

void PartitionFold::narrow(const Share& share) {
    share_ = share;
    books_.keep(share);
}

void PartitionFold::begin_day(uint32_t day) {
    day_ = day;
    books_ = {};
    reached_.clear();
    numberless_.clear();
    for (auto& incoming : pending_) {
        for (Item& item : incoming->items) {
            item.settled = item.settled || item.day() != day;
            if (item.settled || item.seq() != 0) continue;
            (void)remember(books::inbox_key_of(*item.event));
        }
    }
    forget_settled();
}

bool PartitionFold::is_due(const Item& item, const Target& target) {
    if (item.day() != target.day) return false;
    if (item.seq() == 0) return target.inbox.has(books::inbox_key_of(*item.event));
    const auto mark = target.marks.find({std::string{item.source()}, item.day()});
    return mark != target.marks.end() && item.seq() <= mark->second;
}

// Hides from the sequencer what the live books have not got yet.
void PartitionFold::set_aside(const Target& target, std::vector<Item*>& aside) {
    for (auto& incoming : pending_) {
        for (Item& item : incoming->items) {
            if (item.settled) continue;
            if (item.seq() != 0 && books::is_accepted(target.passed, item)) {
                item.settled = true;  // the ledger went past its place: never applied
            } else if (!is_due(item, target)) {
                item.settled = true;
                aside.push_back(&item);
            }
        }
    }
}

PartitionFold::Advance PartitionFold::advance(const Target& target) {
    if (target.day != day_) begin_day(target.day);
    for (const auto& [stream, mark] : target.marks) reached_.try_emplace(stream, std::nullopt);
    std::vector<Item*> aside;
    set_aside(target, aside);
    Advance advance;
    for (bool more = true; more;) {
        books::Plan plan = books::plan(pending_, reached_, kFoldEventsMax, target.passed);
        for (Item* item : plan.duplicates) item->settled = true;
        fold(plan.apply);
        for (const auto& [stream, move] : plan.moves) reached_[stream] = move.to;
        advance.folded += plan.apply.size();
        advance.gap = !plan.gaps.empty();
        more = plan.apply.size() >= kFoldEventsMax;
    }
    for (Item* item : aside) item->settled = false;
    forget_settled();
    advance.reached = std::all_of(target.marks.begin(), target.marks.end(), [&](const auto& mark) {
        return reached_[mark.first].value_or(0) == mark.second;
    });
    return advance;
}

// Events of accounts of other shares are passed over.
void PartitionFold::fold(const std::vector<Item*>& all) {
    std::vector<Item*> items;
    for (Item* item : all) {
        item->settled = true;
        if (item->event == nullptr || share_.has(item->event->account)) items.push_back(item);
    }
    if (items.empty()) return;
    const auto known = books_.known(books::needed_trades(items, true), items);
    // Always with the sums: the ledger looks at them where the database has refused a batch.
    const books::KnownSums sums = books_.sums(books::positions_of(items));
    const auto refuse = [this](Item& item, std::string reason) {
        return books::refuse(pending_, item, std::move(reason));
    };
    books_.apply(books::fold(items, known, refuse, books_.known_orders(items), &sums));
}

void PartitionFold::forget_settled() {
    std::erase_if(pending_, [](const auto& incoming) { return incoming->open() == 0; });
    held_ = 0;
    held_bytes_ = 0;
    for (const auto& incoming : pending_) {
        held_ += incoming->open();
        held_bytes_ += bytes_of(*incoming);
    }
}

}  // namespace reconciler
