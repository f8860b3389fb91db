#include "consumers/reconciler/partition_fold.h"

#include <algorithm>
#include <memory>

namespace reconciler {

using books::Item;

namespace {

constexpr size_t kFoldEventsMax = 5'000;

}  // namespace

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
    if (dropped_from_ || held_ + open > held_events_max_) {
        dropped_from_ = std::min(dropped_from_.value_or(offset), offset);
        return;
    }
    for (Item& item : incoming->items) {
        if (item.settled || item.seq() != 0) continue;
        // The record may hold it more than once, and so may a second reading.
        item.settled = !numberless_.insert(books::inbox_key_of(*item.event)).second;
    }
    held_ += incoming->open();
    if (incoming->open() > 0) pending_.push_back(std::move(incoming));
}

bool PartitionFold::has_numberless(const books::InboxKey& key) const {
    if (numberless_.contains(key)) return true;
    // An older row says no more than the id; its key is the lowest of that id.
    if (!key.content.empty()) return false;
    const auto next = numberless_.lower_bound(key);
    return next != numberless_.end() && books::older_row_of(*next) == key;
}

std::optional<int64_t> PartitionFold::take_rewind() {
    if (held_ > held_events_max_ / 2) return std::nullopt;
    return std::exchange(dropped_from_, std::nullopt);
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
            numberless_.insert(books::inbox_key_of(*item.event));
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

void PartitionFold::fold(const std::vector<Item*>& items) {
    if (items.empty()) return;
    const auto known = books_.known(books::needed_trades(items, true), items);
    // Always with the sums: the ledger looks at them where the database has refused a batch.
    const books::KnownSums sums = books_.sums(books::positions_of(items));
    const auto refuse = [this](Item& item, std::string reason) {
        return books::refuse(pending_, item, std::move(reason));
    };
    books_.apply(books::fold(items, known, refuse, books_.known_orders(items), &sums));
    for (Item* item : items) item->settled = true;
}

void PartitionFold::forget_settled() {
    std::erase_if(pending_, [](const auto& incoming) { return incoming->open() == 0; });
    held_ = 0;
    for (const auto& incoming : pending_) held_ += incoming->open();
}

}  // namespace reconciler
