#include "common/books/apply_loop.h"

#include <algorithm>

namespace books {

namespace {

// Orders are renamed by the amendments of some clients: where one comes, others follow, and a look
// costs less than a transaction done twice.
constexpr size_t kCarefulForNames = 64;  // transactions

}  // namespace

ApplyLoop::Next ApplyLoop::after(const base::Result<Applied>& applied, size_t events) {
    if (!applied.ok()) return after_error(applied.error(), events);
    switch (applied.value().verdict) {
        case Verdict::Committed:
            // What the database refuses often stands close together: the way back to full batches
            // is as short as the way down, and a bad neighbour is met while they are still small.
            limit_ = limit_ > events_max_ / 2 ? events_max_ : limit_ * 2;
            care_.trades = false;
            without_renamed_ = applied.value().renamed > 0 ? 0 : without_renamed_ + 1;
            care_.names = care_.names && without_renamed_ < kCarefulForNames;
            care_.sums = care_.sums && (limit_ < events_max_ || !applied.value().parked.empty());
            return Next::GoOn;
        case Verdict::Repeats:
            care_.trades = true;
            return Next::Again;
        case Verdict::Renamed:
            care_.names = true;
            without_renamed_ = 0;
            return Next::Again;
        case Verdict::Fenced:
            return Next::ReadMarks;
        case Verdict::Paused:
            return Next::Pause;
    }
    return Next::Wait;
}

ApplyLoop::Next ApplyLoop::after_error(const base::Error& error, size_t events) {
    if (error.code != base::Errc::Invalid || events == 0) return Next::Wait;
    // Mostly a position that grew beyond its column: looked at beforehand, the fold refuses exactly
    // the trades that do not fit.
    if (!care_.sums) {
        care_.sums = true;
        return Next::Again;
    }
    if (events == 1) return Next::RefuseFirst;
    limit_ = std::max<size_t>(1, events / 2);
    return Next::Again;
}

}  // namespace books
