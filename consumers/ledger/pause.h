#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "common/base/clock.h"
#include "common/books/gate.h"

namespace ledger {

// Whether an operator wants the partition's events to wait, or has wanted it. It only saves vain
// attempts: what keeps the books still is the gate that every transaction passes
// (common/books/gate.h). Pure: time is an argument.
class PauseWatch {
  public:
    // Resumed: the ledger goes on, but the row stays until it has caught up.
    enum class Change { None, Begun, Resumed, Over };

    [[nodiscard]] bool due(base::MonoTime now) const {
        return !looked_ || now - *looked_ >= kLookEveryUs;
    }
    // A transaction has met a pause.
    void look_now() { looked_.reset(); }
    // What stood in the database.
    Change saw(const std::optional<books::Pause>& pause, base::MonoTime now);
    [[nodiscard]] bool paused() const { return seen_ && seen_->resumed_us == 0; }

  private:
    // What tells one pause from the next, which may have come between two looks.
    struct Seen {
        int64_t since_us = 0;
        int64_t resumed_us = 0;
        friend bool operator==(const Seen&, const Seen&) = default;
    };
    static constexpr int64_t kLookEveryUs = 200'000;

    std::optional<base::MonoTime> looked_;
    std::optional<Seen> seen_;
};

// Reads the pause; where nobody has said yet that it is drained, waits for that and says so. To be
// called between transactions, with everything that is committed reported. Blocks.
base::Result<std::optional<books::Pause>> look(db::Session& session, int32_t partition,
                                               const std::string& owner);

void log_change(PauseWatch::Change change, int32_t partition,
                const std::optional<books::Pause>& pause);

}  // namespace ledger
