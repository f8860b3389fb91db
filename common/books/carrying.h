#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "common/books/posting.h"
#include "common/books/sequencer.h"
#include "common/carry/steps.h"
#include "common/db/session.h"

namespace books {

// An event of a day that a later one has begun with: what the later one began with follows in the
// same transaction (common/carry/store.h). One thread at a time; calls block.
class Carrying {
  public:
    // Reads which days have begun; for a fold that passes no gate, as it writes nothing.
    [[nodiscard]] base::Status learn(db::Session& session);
    // Behind the gate, before anything is written. `generation`: what the gate says.
    [[nodiscard]] base::Status enter(db::Session& session, int64_t generation, const Plan& plan);
    // All that days have begun with, as this transaction knows it.
    [[nodiscard]] const std::vector<carry::Step>& steps() const { return all_; }
    // Before anything of the posting is written: what it changes of earlier days than the plan's.
    [[nodiscard]] base::Status also(db::Session& session, const Plan& plan, const Posting& posting);
    // Behind all that the transaction writes. Returns how many positions of later days changed.
    [[nodiscard]] base::Result<int64_t> leave(db::Session& session, const Posting& posting);

  private:
    std::optional<int64_t> generation_;
    std::vector<carry::Step> all_;
    std::vector<carry::Step> behind_;  // those that the transaction under way may change
};

}  // namespace books
