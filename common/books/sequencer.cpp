#include "common/books/sequencer.h"

#include <algorithm>

#include "common/base/must.h"

namespace books {
namespace {

struct Stream {
    StreamId id;
    std::optional<int64_t> from;
    int64_t reached = 0;
    std::vector<Item*> ahead;  // seq above reached + 1, in order of arrival
};

class Planner {
  public:
    Planner(const Watermarks& known, size_t limit, const AcceptedGaps& accepted)
        : known_{known}, limit_{limit}, accepted_{accepted} {}

    void offer(Item& item) {
        if (item.settled) return;
        item.held = false;
        if (full()) return;
        const int64_t seq = item.seq();
        if (seq == 0) {
            plan_.apply.push_back(&item);
            return;
        }
        Stream& stream = stream_of(item);
        if (item.misplaced) {
            stream.ahead.push_back(&item);  // the right event of this number may be at hand
        } else if (seq <= stream.reached) {
            plan_.duplicates.push_back(&item);
        } else if (seq == stream.reached + 1) {
            take(stream, item);
        } else {
            stream.ahead.push_back(&item);
        }
    }

    Plan finish() {
        for (auto& [id, stream] : streams_) {
            if (!stream.ahead.empty()) catch_up(stream);
            if (stream.reached != stream.from.value_or(0)) {
                plan_.moves[id] = {stream.from, stream.reached};
            }
        }
        return std::move(plan_);
    }

  private:
    [[nodiscard]] bool full() const { return plan_.apply.size() >= limit_; }

    Stream& stream_of(const Item& item) {
        // Items of one stream come in long runs.
        if (last_ != nullptr && last_->id.day == item.day() && last_->id.source == item.source()) {
            return *last_;
        }
        const StreamId id{std::string{item.source()}, item.day()};
        const auto [place, fresh] = streams_.try_emplace(id);
        if (fresh) {
            const auto watermark = known_.find(id);
            base::must(watermark != known_.end());
            place->second = {id, watermark->second, watermark->second.value_or(0), {}};
        }
        last_ = &place->second;
        return *last_;
    }

    // What was never an event of this stream may be new all the same: it is parked.
    void repeat(Item& item) {
        if (!item.misplaced) {
            plan_.duplicates.push_back(&item);
        } else if (!full()) {
            plan_.apply.push_back(&item);
        }
    }

    void take(Stream& stream, Item& item) {
        plan_.apply.push_back(&item);
        ++stream.reached;
    }

    // What arrived too early may fit now that everything has been seen.
    void catch_up(Stream& stream) {
        std::stable_sort(
            stream.ahead.begin(), stream.ahead.end(), [](const Item* a, const Item* b) {
                return std::pair{a->seq(), a->misplaced} < std::pair{b->seq(), b->misplaced};
            });
        for (Item* item : stream.ahead) {
            if (!full()) pass_accepted(stream, item->seq());
            if (item->seq() <= stream.reached) {
                repeat(*item);
            } else if (item->seq() == stream.reached + 1 && !full()) {
                take(stream, *item);
            } else {
                item->held = true;
                if (plan_.held++, !full()) {
                    plan_.gaps.try_emplace(stream.id, Gap{stream.reached + 1, item->seq() - 1});
                }
            }
        }
    }

    // Everything at hand below `next` has been taken: what is missing in front of it is not here.
    void pass_accepted(Stream& stream, int64_t next) {
        const auto gaps = accepted_.find(stream.id);
        if (gaps == accepted_.end()) return;
        const int64_t before = stream.reached;
        for (bool moved = true; moved;) {
            moved = false;
            for (const Gap& gap : gaps->second) {
                const int64_t to = std::min(gap.last_missing, next - 1);
                if (gap.first_missing > stream.reached + 1 || to <= stream.reached) continue;
                stream.reached = to;
                moved = true;
            }
        }
        if (stream.reached == before) return;
        plan_.passed.emplace_back(stream.id, Gap{before + 1, stream.reached});
    }

    const Watermarks& known_;
    const size_t limit_;
    const AcceptedGaps& accepted_;
    Plan plan_;
    std::map<StreamId, Stream> streams_;
    Stream* last_ = nullptr;
};

}  // namespace

std::vector<StreamId> unknown_streams(const Pending& pending, const Watermarks& known) {
    std::vector<StreamId> unknown;
    const Item* last = nullptr;
    for (const auto& incoming : pending) {
        for (const Item& item : incoming->items) {
            if (item.settled || item.seq() == 0) continue;
            if (last != nullptr && last->day() == item.day() && last->source() == item.source()) {
                continue;
            }
            last = &item;
            StreamId id{std::string{item.source()}, item.day()};
            if (!known.contains(id)) unknown.push_back(std::move(id));
        }
    }
    std::sort(unknown.begin(), unknown.end());
    unknown.erase(std::unique(unknown.begin(), unknown.end()), unknown.end());
    return unknown;
}

Plan plan(const Pending& pending, const Watermarks& known, size_t limit,
          const AcceptedGaps& accepted) {
    Planner planner{known, limit, accepted};
    for (const auto& incoming : pending) {
        for (Item& item : incoming->items) planner.offer(item);
    }
    return planner.finish();
}

bool is_accepted(const AcceptedGaps& gaps, const Item& item) {
    if (gaps.empty()) return false;
    const auto found = gaps.find({std::string{item.source()}, item.day()});
    if (found == gaps.end()) return false;
    return std::ranges::any_of(found->second, [seq = item.seq()](const Gap& gap) {
        return gap.first_missing <= seq && seq <= gap.last_missing;
    });
}

const events::Refusal* refuse(const Pending& pending, Item& item, std::string reason) {
    for (const auto& incoming : pending) {
        const Item* first = incoming->items.data();
        if (&item < first || &item >= first + incoming->items.size()) continue;
        incoming->refuse(item, std::move(reason));
        return item.refusal;
    }
    base::must(false);
    return nullptr;
}

}  // namespace books
