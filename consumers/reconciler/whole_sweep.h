#pragma once

#include <optional>

#include "common/base/clock.h"
#include "consumers/reconciler/share.h"

namespace reconciler {

// Since when every account of a partition has been compared: since the last sweep through all
// shares began. No clock, no I/O.
class WholeSweep {
  public:
    // A round of this share begins; `first`: with the first of the share's accounts.
    void on_round(const Share& share, bool first, base::MonoTime now) {
        if (share.number == 0 && first && !begun_) begun_ = now;
    }
    // The last of this share's accounts have been compared.
    void on_through(const Share& share) {
        if (share.number + 1 != share.of || !begun_) return;
        since_ = begun_;
        if (share.of == 1) begun_.reset();
    }
    // The shares begin anew, or accounts of one have been passed over: the sweep is none of all.
    void on_restart() { begun_.reset(); }
    void on_day() { begun_ = since_ = std::nullopt; }

    // Absent: not all of them yet.
    [[nodiscard]] std::optional<base::MonoTime> since() const { return since_; }

  private:
    std::optional<base::MonoTime> begun_;
    std::optional<base::MonoTime> since_;
};

}  // namespace reconciler
