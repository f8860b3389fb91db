#pragma once

#include <cstddef>

#include "common/books/store.h"

namespace books {

// How the next transaction is to be made, and what became of the last one. Pure; the ledger and the
// replay are driven by it. Events that the rules refuse never come this far: what is refused here
// is refused by the database.
class ApplyLoop {
  public:
    explicit ApplyLoop(size_t events_max) : events_max_{events_max}, limit_{events_max} {}

    enum class Next {
        GoOn,         // committed
        Again,        // not committed: plan anew, with other care or fewer events
        RefuseFirst,  // the database refuses the only event of the plan, for good
        ReadMarks,    // watermarks are not where they were thought
        Pause,        // an operator wants the events to wait
        Wait,         // not now: wait, read the watermarks, plan anew
    };
    // `events`: how many the plan had.
    Next after(const base::Result<Applied>& applied, size_t events);

    [[nodiscard]] size_t limit() const { return limit_; }  // events of the next plan, at most
    [[nodiscard]] Care care() const { return care_; }

  private:
    Next after_error(const base::Error& error, size_t events);

    const size_t events_max_;
    size_t limit_;
    Care care_;
    size_t without_renamed_ = 0;  // committed since an order had another name
};

}  // namespace books
