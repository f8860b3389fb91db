#include "consumers/ledger/held_back.h"

#include <algorithm>
#include <utility>

#include "common/base/clock.h"
#include "common/log/log.h"

namespace ledger {

using base::Result;
using base::Status;
using base::Unit;
using books::StreamId;

namespace {

// Of all messages, or of copies from the table alone.
std::set<StreamId> streams_in(const books::Pending& pending, bool copies_alone) {
    std::set<StreamId> streams;
    for (const auto& incoming : pending) {
        if (copies_alone && !incoming->kept) continue;
        for (const books::Item& item : incoming->items) {
            if (item.settled || item.seq() == 0) continue;
            streams.insert({std::string{item.source()}, item.day()});
        }
    }
    return streams;
}

// Of copies from the table.
size_t kept_bytes_in(const books::Pending& pending) {
    size_t bytes = 0;
    for (const auto& incoming : pending) {
        if (incoming->kept) bytes += incoming->batch.text.size();
    }
    return bytes;
}

// The first number behind the watermark that is neither applied nor accepted as missing.
int64_t next_number(int64_t watermark, const StreamId& stream,
                    const books::AcceptedGaps& accepted) {
    const auto gaps = accepted.find(stream);
    if (gaps == accepted.end()) return watermark + 1;
    int64_t reached = watermark;
    for (bool moved = true; moved;) {
        moved = false;
        for (const books::Gap& gap : gaps->second) {
            if (gap.first_missing > reached + 1 || gap.last_missing <= reached) continue;
            reached = gap.last_missing;
            moved = true;
        }
    }
    return reached + 1;
}

}  // namespace

books::HeldStreams HeldBack::elsewhere(const books::Pending& pending) const {
    if (!streams_ || streams_->empty()) return {};
    books::HeldStreams streams = *streams_;
    for (const StreamId& stream : streams_in(pending, true)) {
        const auto behind = behind_.find(stream);
        if (behind == behind_.end() || behind->second == 0) {
            streams.erase(stream);
        } else {
            streams[stream] = behind->second;
        }
    }
    return streams;
}

Status HeldBack::keep_to_share(db::Session& session, const books::Pending& pending) {
    const auto beyond = books::beyond_share(pending, limits_);
    if (beyond.empty() || !streams_) return Unit{};
    Status done = books::hold(session, partition_, beyond, base::wall_now().us);
    if (!done.ok()) {
        forget();  // who knows what has been committed
        return done;
    }
    logging::warn("events behind a gap are kept in the database, beyond their share",
                  {{"partition", partition_}, {"messages", beyond.size()}});
    for (books::Incoming* incoming : beyond) {
        for (books::Item& item : incoming->items) {
            if (item.settled) continue;
            const StreamId stream{std::string{item.source()}, item.day()};
            const auto [its, is_new] = streams_->try_emplace(stream, item.seq());
            if (!is_new) its->second = std::min(its->second, item.seq());
            item.settled = true;
        }
    }
    return Unit{};
}

Result<int64_t> HeldBack::watermark(books::Store& store, const StreamId& stream,
                                    books::Watermarks& known) {
    auto found = known.find(stream);
    if (found == known.end()) {
        const auto mark = store.watermark(stream);
        if (!mark.ok()) return mark.error();
        found = known.emplace(stream, mark.value()).first;
    }
    return found->second.value_or(0);
}

Result<std::vector<std::string>> HeldBack::take(books::Store& store, const books::Pending& pending,
                                                books::Watermarks& known,
                                                const books::AcceptedGaps& accepted) {
    std::vector<std::string> all;
    gaps_.clear();
    if (!streams_) {
        auto streams = books::read_held_streams(store.session(), partition_);
        if (!streams.ok()) return streams.error();
        streams_ = std::move(streams).value();
    }
    if (streams_->empty()) return all;
    const std::set<StreamId> here = streams_in(pending, false);
    const std::set<StreamId> under_way = streams_in(pending, true);
    size_t bytes = kept_bytes_in(pending);
    for (auto next = streams_->begin(); next != streams_->end();) {
        const auto its = next++;
        const auto& [stream, noted] = *its;
        if (under_way.contains(stream)) continue;
        const auto mark = watermark(store, stream, known);
        if (!mark.ok()) return mark.error();
        if (noted <= mark.value()) {
            const auto first =
                books::forget_held(store.session(), partition_, stream, mark.value());
            if (!first.ok()) return first.error();
            its->second = first.value();
        }
        if (its->second == 0) {
            behind_.erase(stream);
            streams_->erase(its);
        } else if (its->second > next_number(mark.value(), stream, accepted)) {
            // With messages at hand the plan tells of the gap.
            if (!here.contains(stream)) gaps_[stream] = {mark.value() + 1, its->second - 1};
        } else if (bytes < limits_.bytes) {
            const auto held = books::read_held(store.session(), partition_, stream, its->second,
                                               limits_.bytes - bytes);
            if (!held.ok()) return held.error();
            behind_[stream] = held.value().next;
            for (const std::string& body : held.value().bodies) {
                bytes += body.size();
                all.push_back(body);
            }
        }
    }
    return all;
}

}  // namespace ledger
