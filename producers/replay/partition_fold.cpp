#include "producers/replay/partition_fold.h"

#include <algorithm>
#include <utility>

#include "common/log/log.h"
#include "producers/replay/live_books.h"

namespace replay {

using base::Errc;
using base::Error;
using base::Status;
using base::Unit;
using books::Item;
using books::Plan;

namespace {

constexpr int64_t kFirstWaitMs = 50;
constexpr int64_t kLongestWaitMs = 2'000;
constexpr int kTriesMax = 12;
// After a refusal by a queue, messages may stand some thousand places ahead of their turn. What is
// further ahead has lost its beginning for good.
constexpr size_t kHeldEventsMax = 200'000;

}  // namespace

PartitionFold::PartitionFold(const FoldContext& context, int32_t partition, FoldCounts& counts)
    : context_{context},
      partition_{partition},
      passed_{context.passed.contains(partition) ? context.passed.at(partition)
                                                 : books::AcceptedGaps{}},
      counts_{counts},
      decoder_{context.partitions},
      store_{context.target, partition, context.owner, books::Gate::None, context.parked},
      backoff_{kFirstWaitMs, kLongestWaitMs},
      random_{std::random_device{}()} {
    store_.follow(context.decisions);
}

Status PartitionFold::take(journal::Record record) {
    auto incoming = std::make_unique<books::Incoming>();
    incoming->tag = static_cast<uint64_t>(record.offset);
    if (record.cut) {
        events::Refusal& refusal = incoming->batch.refusals.emplace_back();
        refusal.reason = "body: over " + std::to_string(events::kBodyBytesMax) + " bytes";
        refusal.text = std::move(record.body);
    } else {
        incoming->batch = decoder_.decode(record.body, record.content_encoding);
    }
    books::list_items(*incoming, partition_);
    int64_t looked_at = 0;
    for (Item& item : incoming->items) {
        item.settled = !meant(item, record.offset);
        if (item.day() == context_.selection.day) ++looked_at;
    }
    counts_.events += looked_at;
    if (context_.known) {
        if (Status done = leave_out_unknown(*incoming, record.offset); !done.ok()) return done;
    }
    const size_t open = incoming->open();
    if (open == 0) return Unit{};
    waiting_ += open;
    pending_.push_back(std::move(incoming));
    return waiting_ < context_.batch_events ? Status{Unit{}} : apply_waiting();
}

// Whether the item belongs to this fold. Notes those that will belong to a later one.
bool PartitionFold::meant(const Item& item, int64_t offset) {
    const Selection& selection = context_.selection;
    if (item.seq() == 0) return meant_unnumbered(item, offset);
    if (item.day() != selection.day) return false;
    if (!selection.source.empty() && item.source() != selection.source) return false;
    const StreamKey key{partition_, std::string{item.source()}};
    if (books::is_accepted(passed_, item)) return false;
    int64_t& highest = outcome_.journal[key];
    highest = std::max(highest, item.seq());
    if (!broken_.empty() && broken_.contains({key.source, item.day()})) return false;
    if (item.seq() <= context_.bounds.of(partition_, item.source())) return true;
    ++outcome_.left;
    outcome_.left_from = std::min(outcome_.left_from, offset);
    return false;
}

bool PartitionFold::meant_unnumbered(const Item& item, int64_t offset) {
    const Selection& selection = context_.selection;
    const bool refused = item.refusal != nullptr;
    // What could not be read has no day: it stands in the record, so it stands in the books.
    const bool nowhere = refused && item.day() == 0;
    const bool ours = item.day() == selection.day || (nowhere && !selection.cuts_streams());
    if (!ours) return false;
    if (!selection.source.empty() && item.source() != selection.source) return false;
    const bool late = refused && offset >= context_.unnumbered_refusals_end;
    if (late) ++outcome_.left;
    return !late;
}

Status PartitionFold::leave_out_unknown(books::Incoming& incoming, int64_t offset) {
    std::vector<const events::Event*> numberless;
    for (const Item& item : incoming.items) {
        if (!item.settled && item.event != nullptr && item.seq() == 0) {
            numberless.push_back(item.event);
        }
    }
    if (numberless.empty()) return Unit{};
    const auto known = context_.known(numberless);
    if (!known.ok()) return known.error();
    for (Item& item : incoming.items) {
        if (item.settled || item.event == nullptr || item.seq() != 0) continue;
        std::string name = inbox_name(*item.event);
        if (known.value().contains(name)) continue;
        item.settled = true;
        ++outcome_.left;
        outcome_.left_from = std::min(outcome_.left_from, offset);
        if (outcome_.left_ids.size() < kLeftIdsMax) outcome_.left_ids.push_back(std::move(name));
    }
    return Unit{};
}

Status PartitionFold::apply_waiting() {
    for (bool progress = true; progress && !pending_.empty();) {
        if (context_.stopping->raised()) return Unit{};
        if (Status done = apply_once(progress); !done.ok()) return done;
    }
    waiting_ = 0;  // what is left is held
    give_up_long_gaps();
    return Unit{};
}

Status PartitionFold::finish() {
    if (Status done = apply_waiting(); !done.ok()) return done;
    return read_watermarks();
}

Status PartitionFold::read_watermarks() {
    if (Status connected = store_.connect(); !connected.ok()) return wait_after(connected.error());
    for (const books::StreamId& stream : books::unknown_streams(pending_, watermarks_)) {
        auto mark = store_.watermark(stream);
        if (!mark.ok()) return wait_after(mark.error());
        watermarks_[stream] = std::move(mark).value();
    }
    return Unit{};
}

// One transaction, or one failed try. `progress`: there may be more to do.
Status PartitionFold::apply_once(bool& progress) {
    if (Status ready = read_watermarks(); !ready.ok()) return ready;
    if (!books::unknown_streams(pending_, watermarks_).empty()) return Unit{};  // after a wait
    Plan plan = books::plan(pending_, watermarks_, loop_.limit(), passed_);
    plan.passed.clear();  // stands in the live books already
    held_ = plan.held;
    gaps_ = plan.gaps;
    std::vector<Item*> others;  // have a place in their stream, but are not to be applied
    if (!context_.selection.everything()) {
        const auto first =
            std::stable_partition(plan.apply.begin(), plan.apply.end(), [&](const Item* item) {
                if (item->event != nullptr) return context_.selection.wants(*item->event);
                // Whose it is stands in the body alone, if there; the row's account tells.
                return !context_.selection.cuts_streams();
            });
        others.assign(first, plan.apply.end());
        plan.apply.erase(first, plan.apply.end());
    }
    if (plan.apply.empty() && plan.moves.empty()) {
        for (Item* item : plan.duplicates) item->settled = true;
        counts_.duplicates += static_cast<int64_t>(plan.duplicates.size());
        forget_settled();
        progress = false;
        return Unit{};
    }
    const auto applied = store_.apply(plan, loop_.care(), [this](Item& item, std::string reason) {
        return books::refuse(pending_, item, std::move(reason));
    });
    const auto next = loop_.after(applied, plan.apply.size());
    if (next == books::ApplyLoop::Next::GoOn) {
        for (Item* item : others) item->settled = true;
        finish_plan(plan, applied.value());
        return Unit{};
    }
    for (Item* item : plan.apply) item->take_back();
    return try_again(plan, next, applied);
}

Status PartitionFold::try_again(const Plan& plan, books::ApplyLoop::Next next,
                                const base::Result<books::Applied>& applied) {
    using Next = books::ApplyLoop::Next;
    if (next == Next::Again) return Unit{};
    if (next == Next::RefuseFirst) {
        books::refuse(pending_, *plan.apply.front(), "database: " + applied.error().what);
        return Unit{};
    }
    watermarks_.clear();  // who knows what has been committed, and by whom
    return next == Next::Wait ? wait_after(applied.error()) : Status{Unit{}};
}

void PartitionFold::finish_plan(const Plan& plan, const books::Applied& applied) {
    for (const auto& [stream, move] : plan.moves) {
        watermarks_[stream] = move.to;
        outcome_.reached[{partition_, stream.source}] = move.to;
    }
    for (Item* item : plan.apply) item->settled = true;
    for (Item* item : plan.duplicates) item->settled = true;
    counts_.applied += static_cast<int64_t>(applied.applied);
    counts_.refused += static_cast<int64_t>(applied.parked.size());
    counts_.duplicates += static_cast<int64_t>(applied.repeats + plan.duplicates.size());
    forget_settled();
    backoff_.reset();
}

Status PartitionFold::wait_after(const Error& error) {
    if (error.code == Errc::Fatal || backoff_.tries() >= kTriesMax) {
        return Error{Errc::Fatal, error.what};
    }
    const int64_t wait_ms = backoff_.next_ms(random_());
    logging::warn("transaction will be tried again",
                  {{"partition", partition_}, {"error", error.what}, {"wait_ms", wait_ms}});
    context_.stopping->wait_us(wait_ms * 1000);
    return Unit{};
}

// Streams whose beginning the record has lost would be held as a whole.
void PartitionFold::give_up_long_gaps() {
    if (held_ <= kHeldEventsMax) return;
    for (const auto& [stream, gap] : gaps_) {
        broken_.insert(stream);
        outcome_.gaps[{partition_, stream.source}] = gap;
    }
    for (auto& incoming : pending_) {
        for (Item& item : incoming->items) {
            if (broken_.contains({std::string{item.source()}, item.day()})) item.settled = true;
        }
    }
    held_ = 0;
    forget_settled();
}

void PartitionFold::forget_settled() {
    std::erase_if(pending_, [](const auto& incoming) { return incoming->open() == 0; });
}

PartitionFold::Outcome PartitionFold::outcome() const {
    Outcome outcome = outcome_;
    for (const auto& [stream, mark] : watermarks_) {
        if (mark) outcome.reached[{partition_, stream.source}] = *mark;
    }
    if (pending_.empty()) return outcome;
    for (const auto& [stream, gap] : gaps_) outcome.gaps[{partition_, stream.source}] = gap;
    // What is held is written by a later pass, if that finds what is missing.
    for (const auto& incoming : pending_) {
        outcome.left_from = std::min(outcome.left_from, static_cast<int64_t>(incoming->tag));
    }
    return outcome;
}

}  // namespace replay
