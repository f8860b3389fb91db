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
    [[nodiscard]] const exits::Exit* cancelled_in_the_book(const CommandRow& row) const;
    void withdraw_unfit(const CommandRow& row);
    void plan_next(CommandRow& row);
    bool blocked(CommandRow& row, int64_t available);
    bool trades_are_coming(CommandRow& row);
    bool books_are_old(CommandRow& row);
    bool must_wait(const CommandRow& row);
    // Whether the last attempt has filled all that it has sent: the next wave belongs to it.
    [[nodiscard]] bool goes_on(const CommandRow& row) const;
    size_t room(CommandRow& row);
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
const exits::Exit* last_of(const events::Command& command, const CommandRow& row,
                           const account::View& view);

// Nothing of ours reaches the row's exchange: it waits, and says so.
bool wait_for_session(CommandRow& row, const Surroundings& now, Changes& changes);

// An attempt of the clock that plans nothing while the main site may be about it: the row waits,
// and says so.
bool wait_for_main_site(const events::Command& command, CommandRow& row, const Surroundings& now,
                        Changes& changes);

void set_end(CommandRow& row, RowState state, std::string reason);
// Ends a row that has not done all: `partial` where it has done some of it.
void end_short(CommandRow& row, RowState otherwise, std::string reason);
// Ends a row all of whose whole lots are done: `done`, or `partial` where a part of a lot is left.
void end_complete(CommandRow& row, const Surroundings& now);

std::string symbol_of(const Surroundings& now, const account::InstrumentKey& key);
// How many orders and cancels more may be planned for the account in this look.
size_t room_in(const account::View& view, const Changes& changes, const Limits& limits);
// There is none for this row.
void wait_for_turn(CommandRow& row, const Surroundings& now, const Limits& limits,
                   Changes& changes);
// The earliest of these moments wins.
void look_again_at(Changes& changes, int64_t at_us);

}  // namespace squareoff
