#pragma once

#include <map>
#include <optional>
#include <utility>
#include <vector>

#include "common/base/clock.h"
#include "common/books/sequencer.h"

namespace ledger {

using books::Gap;
using books::StreamId;

// How old the gaps are, and what to do about them. Pure: time is an argument.
class GapWatch {
  public:
    struct Limits {
        int64_t alarm_us = 0;
        int64_t heal_us = 0;        // asks for the missing events when a gap is this old,
        int64_t heal_again_us = 0;  // and again this long after it asked
    };
    struct Step {
        std::vector<std::pair<StreamId, Gap>> alarm;  // now old enough for an alarm; each gap once
        std::vector<std::pair<StreamId, Gap>> heal;   // to be fetched from the record
        std::vector<StreamId> closed;                 // were alarmed, are gone
        int64_t oldest_us = 0;                        // 0: no gap
    };

    explicit GapWatch(Limits limits) : limits_{limits} {}

    using Moves = std::map<StreamId, books::Move>;
    // `gaps`: those of the last plan. `moves`: what it is about to commit; a gap that they close is
    // one until then, so that whoever sees it closed finds its numbers in the books.
    Step look(const std::map<StreamId, Gap>& gaps, const Moves& moves, base::MonoTime now);

  private:
    [[nodiscard]] static bool is_closing(const StreamId& stream, int64_t first_missing,
                                         const Moves& moves);

    struct Seen {
        int64_t first_missing = 0;
        base::MonoTime since;
        bool alarmed = false;
        std::optional<base::MonoTime> asked;
    };

    Limits limits_;
    std::map<StreamId, Seen> seen_;
};

}  // namespace ledger
