#include "consumers/ledger/record_fetch.h"

#include <algorithm>
#include <chrono>

#include "common/base/clock.h"
#include "common/journal/day_tail.h"
#include "common/journal/routing.h"
#include "common/log/log.h"
#include "consumers/ledger/record_search.h"

namespace ledger {
namespace {

constexpr std::chrono::milliseconds kNoRoom{2};
// What befalls one partition befalls others a moment later: one reading serves them all.
constexpr std::chrono::milliseconds kGather{500};
constexpr size_t kRemembered = 10'000;

}  // namespace

RecordFetch::RecordFetch(std::string folder, int32_t partitions, Push push)
    : folder_{std::move(folder)},
      partitions_{partitions},
      push_{std::move(push)},
      decoder_{partitions},
      thread_{[this] { run(); }} {}

RecordFetch::~RecordFetch() {
    {
        const std::lock_guard lock{mutex_};
        closed_ = true;
    }
    changed_.notify_all();
    thread_.join();
}

void RecordFetch::want(int32_t partition, const std::map<books::StreamId, books::Gap>& missing) {
    {
        const std::lock_guard lock{mutex_};
        if (asked_.size() > kRemembered) asked_.clear();
        for (const auto& [stream, gap] : missing) {
            auto& [number, times] = asked_[{partition, stream}];
            times = number == gap.first_missing ? times + 1 : 0;
            number = gap.first_missing;
            next_.add(partition, stream, {gap, times % 2 == 1});
        }
    }
    changed_.notify_all();
}

// False: it is to end.
bool RecordFetch::wait() {
    std::unique_lock lock{mutex_};
    changed_.wait(lock, [this] { return closed_ || !next_.empty(); });
    changed_.wait_for(lock, kGather, [this] { return closed_; });
    return !closed_;
}

void RecordFetch::run() {
    while (wait()) {
        MissingEvents wanted;
        {
            const std::lock_guard lock{mutex_};
            wanted = std::exchange(next_, {});
        }
        read(std::move(wanted));
    }
}

void RecordFetch::read(MissingEvents wanted) {
    const base::MonoTime begun = base::mono_now();
    logging::warn("reading the record for missing events");
    for (const uint32_t day : wanted.days()) read_day(day, wanted);
    logging::info("record read",
                  {{"ms", (base::mono_now() - begun) / 1000}, {"all_found", wanted.empty()}});
}

// The earliest place of all that is looked for on the day.
int64_t RecordFetch::place_of(uint32_t day, const MissingEvents& wanted) const {
    int64_t place = INT64_MAX;
    for (const auto& [key, range] : wanted.of_day(day)) {
        if (range.from_beginning) return 0;
        const auto near =
            place_near(folder_, key.first, partitions_, key.second, range.gap.first_missing);
        if (!near.ok()) return 0;  // the reading tells why
        place = std::min(place, near.value());
    }
    return place;
}

void RecordFetch::read_day(uint32_t day, MissingEvents& wanted) {
    const int64_t from = place_of(day, wanted);
    journal::DayTail record{folder_, day, from};
    logging::info("the record is read for missing events", {{"day", day}, {"from", from}});
    while (wanted.wants(day)) {
        const auto next = record.next();
        if (!next.ok()) {
            return logging::error("the record cannot be read", {{"reason", next.error().what}});
        }
        if (!next.value()) return;
        const auto partition = journal::ledger_partition_of(*next.value(), partitions_);
        if (!partition || next.value()->cut) continue;
        books::Incoming incoming;
        incoming.batch = decoder_.decode(next.value()->body, next.value()->content_encoding);
        books::list_items(incoming, *partition);
        if (!wanted.meets(incoming, *partition)) continue;
        if (!hand_over(*partition, *next.value())) return;
    }
}

// False: it is to end.
bool RecordFetch::hand_over(int32_t partition, const journal::Record& record) {
    while (!push_(partition, record)) {
        std::unique_lock lock{mutex_};
        changed_.wait_for(lock, kNoRoom, [this] { return closed_; });
        if (closed_) return false;
    }
    const std::lock_guard lock{mutex_};
    return !closed_;
}

}  // namespace ledger
