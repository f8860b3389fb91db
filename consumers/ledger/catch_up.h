#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "common/base/clock.h"
#include "common/books/gate.h"
#include "common/books/sequencer.h"

namespace ledger {

// A mark that a ledger puts into a partition's own queue when a pause is over: what was in the
// queue at that moment lies in front of it. It comes by the default exchange, where nothing else
// does, so the record and other readers never see it.
std::string mark_body(int32_t partition, int64_t resumed_us);
// The `resumed_us` of a mark; 0: something else.
int64_t resumed_of_mark(std::string_view body, int32_t partition);

struct Mark {
    int64_t resumed_us = 0;
    uint64_t epoch = 0;  // with the tag: the delivery
    uint64_t tag = 0;
    bool again = false;  // it has been delivered before
};

// When a partition that was paused has caught up: when a mark has come and everything that was
// delivered in front of it is settled. The queue has one active reader, so nothing in front of a
// mark can be in other hands; who is killed leaves both the mark and what is in front of it to the
// next. What comes again comes before all else, but not always in its old order: a mark that comes
// again counts for nothing, and another is put behind it. Pure.
class CatchUp {
  public:
    // Whether a mark is to be put into the queue: once after each resume, and again after a while,
    // because somebody may have emptied the queue. Yes is said once.
    bool wants_mark(const std::optional<books::Pause>& pause, base::MonoTime now);

    // False: it is of no use, because one of the same resume waits already, further in front, or
    // because it comes again; then another one is wanted.
    [[nodiscard]] bool came(const Mark& mark);
    // The mark that nothing is in front of any more; `pending`: all messages that are not settled,
    // where those delivered in front of a mark are in it before the mark comes.
    [[nodiscard]] std::optional<Mark> reached(const books::Pending& pending) const;
    // It is acknowledged.
    void done(const Mark& mark);
    // Of all other links: they will come again.
    void forget_other_epochs(uint64_t epoch);

  private:
    static constexpr int64_t kAgainUs = 30'000'000;

    std::vector<Mark> marks_;  // in the order of their coming; one for each resume
    int64_t asked_for_ = 0;    // resumed_us
    base::MonoTime asked_;
};

}  // namespace ledger
