#pragma once

#include "consumers/squareoff/command_state.h"

namespace squareoff {

// One look at one exit row: waits for what is in flight, ends it, or plans the next attempt.
class ExitStep {
  public:
    // All must outlive the step.
    ExitStep(const events::Command& command, account::View& view, const Surroundings& now,
             const Limits& limits, Changes& changes)
        : command_{command}, view_{view}, now_{now}, limits_{limits}, changes_{changes} {}

    void take(CommandRow& row);

  private:
    [[nodiscard]] const account::OwnOrder* cancelled_in_the_book(const CommandRow& row) const;
    void plan_next(CommandRow& row);
    bool blocked(CommandRow& row, int64_t available);
    bool books_are_old(CommandRow& row);
    bool must_wait(const CommandRow& row);
    void plan_slices(CommandRow& row, const account::Instrument& instrument,
                     const std::vector<int64_t>& slices, int64_t price, const std::string& session);

    const events::Command& command_;
    account::View& view_;
    const Surroundings& now_;
    const Limits& limits_;
    Changes& changes_;
};

// Of the orders that this row has planned.
int64_t filled_of(const events::Command& command, const CommandRow& row, const account::View& view);
bool any_in_flight(const events::Command& command, const CommandRow& row,
                   const account::View& view);
// The last one to have been planned; null: none.
const account::OwnOrder* last_of(const events::Command& command, const CommandRow& row,
                                 const account::View& view);

std::string symbol_of(const Surroundings& now, const account::InstrumentKey& key);
// The earliest of these moments wins.
void look_again_at(Changes& changes, int64_t at_us);

}  // namespace squareoff
