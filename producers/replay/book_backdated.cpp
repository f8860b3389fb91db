#include "producers/replay/book_backdated.h"

#include <algorithm>
#include <utility>

#include "common/db/columns.h"

namespace replay {

using base::Errc;
using base::Error;
using base::Status;
using base::Unit;

namespace {

// As if it bore the day. Its number is of another day's stream: it is none of this one's, and it
// has one, so no inbox knows it.
std::unique_ptr<books::Incoming> as_of_day(const FoldContext& context, int32_t partition,
                                           const std::string& body) {
    events::Decoder decoder{context.partitions};
    auto incoming = std::make_unique<books::Incoming>();
    incoming->batch = decoder.decode(body, "");
    for (events::Event& event : incoming->batch.events) {
        event.day = context.selection.day;
        event.seq = std::max<int64_t>(event.seq, 1);
    }
    books::list_items(*incoming, partition);
    return incoming;
}

Error does_not_fit(const FoldContext& context, const events::Refusal& refusal) {
    return {Errc::Invalid, "a correction that bears a later day and is booked to " +
                               std::to_string(context.selection.day) +
                               " in the live books does not fit what the record has: source " +
                               refusal.source + ", " + std::to_string(refusal.seq) + ": " +
                               refusal.reason};
}

Status book_all(const FoldContext& context, int32_t partition,
                const std::vector<books::BookedLater>& some, BackdatedBookings::Misfit misfit) {
    books::Pending pending;
    books::Plan plan;
    for (const books::BookedLater& one : some) {
        auto incoming = as_of_day(context, partition, one.body);
        for (books::Item& item : incoming->items) {
            const bool meant = item.event != nullptr && context.selection.wants(*item.event);
            if (meant) plan.apply.push_back(&item);
        }
        pending.push_back(std::move(incoming));
    }
    if (plan.apply.empty()) return Unit{};
    books::Store store{context.target, partition, context.owner, books::Gate::None, context.parked};
    if (Status connected = store.connect(); !connected.ok()) return connected;
    const auto applied =
        store.apply(plan, {.trades = true, .sums = true}, [&](books::Item& item, std::string why) {
            return books::refuse(pending, item, std::move(why));
        });
    if (!applied.ok()) return applied.error();
    if (applied.value().verdict == books::Verdict::Committed) {
        const auto& parked = applied.value().parked;
        if (misfit == BackdatedBookings::Misfit::Parked || parked.empty()) return Unit{};
        return does_not_fit(context, *parked.front());
    }
    return Error{Errc::Fatal, "corrections that bear a later day could not be booked"};
}

}  // namespace

Status BackdatedBookings::read(LiveBooks& live, const FoldContext& context) {
    const auto rows = live.query(books::select_booked_to(context.selection.day));
    if (!rows.ok()) return rows.error();
    for (books::BookedLater& one : books::read_booked_to(rows.value())) {
        if (!context.selection.meets(one.partition, context.partitions)) continue;
        if (known_.insert(one.key).second) waiting_[one.partition].push_back(std::move(one));
    }
    return Unit{};
}

std::optional<Marks> BackdatedBookings::next(const Marks& present) const {
    if (waiting_.empty()) return std::nullopt;
    Marks marks;
    for (const auto& [stream, seq] : present) {
        if (!waiting_.contains(stream.partition)) marks[stream] = seq;
    }
    for (const auto& [partition, some] : waiting_) {
        for (const auto& [source, seq] : some.front().after) marks[{partition, source}] = seq;
    }
    return marks;
}

Status BackdatedBookings::book(const FoldContext& context) {
    for (auto& [partition, some] : waiting_) {
        const auto last = std::ranges::find_if(
            some, [&](const books::BookedLater& one) { return one.after != some.front().after; });
        const Waiting here{some.begin(), last};
        if (Status done = book_all(context, partition, here, misfit_); !done.ok()) return done;
        some.erase(some.begin(), last);
    }
    std::erase_if(waiting_, [](const auto& one) { return one.second.empty(); });
    return Unit{};
}

}  // namespace replay
