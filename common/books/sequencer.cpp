#include "common/books/sequencer.h"

#include <algorithm>
#include <functional>
#include <tuple>

#include "common/base/must.h"

namespace books {
namespace {

// What arrived in front of its turn. The first of a number goes before a repeat of it, and the
// event of this queue before one that is misplaced here.
struct Early {
    int64_t seq = 0;
    bool misplaced = false;
    size_t arrival = 0;
    Item* item = nullptr;
    friend bool operator>(const Early& a, const Early& b) {
        return std::tie(a.seq, a.misplaced, a.arrival) > std::tie(b.seq, b.misplaced, b.arrival);
    }
};

struct Stream {
    StreamId id;
    std::optional<int64_t> from;
    int64_t reached = 0;
    std::vector<Early> ahead;  // a heap, the lowest on top
};

// A number of a stream, as views of an item.
using WaitingPlace = std::tuple<std::string_view, uint32_t, int64_t>;
WaitingPlace place_of(const Item& item) { return {item.source(), item.day(), item.seq()}; }

// Takes what it is offered in the order of arrival, and what had come too early right behind the
// event it waited for. So the order is that of the arrivals alone: where a transaction ends, and
// what is at hand behind it, changes nothing.
class Planner {
  public:
    Planner(const Pending& pending, const Watermarks& known, size_t limit,
            const AcceptedGaps& accepted, const HeldStreams& elsewhere)
        : pending_{pending},
          known_{known},
          limit_{limit},
          accepted_{accepted},
          elsewhere_{elsewhere} {}

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
        if (seq == stream.reached + 1 && gives_way(item)) {
            put_ahead(stream, item);
        } else if (seq <= stream.reached) {
            repeat(item);
        } else if (seq == stream.reached + 1) {
            take(stream, item);
            release(stream);
        } else {
            put_ahead(stream, item);
        }
    }

    Plan finish() {
        for (auto& [id, stream] : streams_) {
            if (!stream.ahead.empty()) catch_up(stream);
            if (stream.reached != stream.from.value_or(0)) {
                plan_.moves[id] = {stream.from, stream.reached};
            }
        }
        for (Item* item : late_) {
            if (!full()) plan_.apply.push_back(item);
        }
        plan_.full = full();
        return std::move(plan_);
    }

  private:
    [[nodiscard]] bool full() const { return stopped_ || plan_.apply.size() >= limit_; }

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
        if (item.misplaced) {
            late_.push_back(&item);
        } else {
            plan_.duplicates.push_back(&item);
        }
    }

    void take(Stream& stream, Item& item) {
        plan_.apply.push_back(&item);
        ++stream.reached;
        if (elsewhere_.empty()) return;
        const auto next = elsewhere_.find(stream.id);
        stopped_ = next != elsewhere_.end() && next->second == stream.reached + 1;
    }

    void put_ahead(Stream& stream, Item& item) {
        stream.ahead.push_back({item.seq(), item.misplaced, early_++, &item});
        std::push_heap(stream.ahead.begin(), stream.ahead.end(), std::greater{});
    }

    // What waited for the event just taken.
    void release(Stream& stream) {
        while (!stream.ahead.empty()) {
            const Early first = stream.ahead.front();
            const bool next = first.seq == stream.reached + 1;
            if (first.seq > stream.reached && (!next || full() || gives_way(*first.item))) return;
            std::pop_heap(stream.ahead.begin(), stream.ahead.end(), std::greater{});
            stream.ahead.pop_back();
            if (next) {
                take(stream, *first.item);
            } else {
                repeat(*first.item);
            }
        }
    }

    // Whether the right event of a misplaced one's number is at hand.
    bool gives_way(const Item& item) {
        if (!item.misplaced) return false;
        if (!right_) {
            right_.emplace();
            for (const auto& incoming : pending_) {
                for (const Item& other : incoming->items) {
                    if (other.settled || other.misplaced || other.seq() == 0) continue;
                    right_->push_back(place_of(other));
                }
            }
            std::sort(right_->begin(), right_->end());
        }
        return std::binary_search(right_->begin(), right_->end(), place_of(item));
    }

    // Everything has been seen: what is missing now is not here.
    void catch_up(Stream& stream) {
        for (bool moved = true; moved && !full() && !stream.ahead.empty();) {
            moved = pass_accepted(stream, stream.ahead.front().seq);
            if (moved) release(stream);
        }
        if (stream.ahead.empty()) return;
        for (const Early& early : stream.ahead) early.item->held = true;
        plan_.held += stream.ahead.size();
        if (full()) return;
        plan_.gaps.try_emplace(stream.id, Gap{stream.reached + 1, stream.ahead.front().seq - 1});
    }

    // Everything at hand below `next` has been taken: what is missing in front of it is not here.
    // False: nothing of that is accepted.
    bool pass_accepted(Stream& stream, int64_t next) {
        const auto gaps = accepted_.find(stream.id);
        if (gaps == accepted_.end()) return false;
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
        if (stream.reached == before) return false;
        plan_.passed.emplace_back(stream.id, Gap{before + 1, stream.reached});
        return true;
    }

    const Pending& pending_;
    const Watermarks& known_;
    const size_t limit_;
    const AcceptedGaps& accepted_;
    const HeldStreams& elsewhere_;
    bool stopped_ = false;
    Plan plan_;
    std::map<StreamId, Stream> streams_;
    Stream* last_ = nullptr;
    size_t early_ = 0;
    std::vector<Item*> late_;  // misplaced, and their numbers are used up by others
    std::optional<std::vector<WaitingPlace>>
        right_;  // not misplaced, at hand; looked up where one is
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
          const AcceptedGaps& accepted, const HeldStreams& elsewhere) {
    Planner planner{pending, known, limit, accepted, elsewhere};
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
