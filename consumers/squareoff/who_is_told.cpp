#include "consumers/squareoff/who_is_told.h"

#include <algorithm>

#include "consumers/squareoff/cutoff_outcome.h"

namespace squareoff {

using events::CommandOrigin;

bool is_timed(const events::Command& command) {
    return command.origin == CommandOrigin::System && command.who == kClock &&
           number_of_attempt(command.id) != 0;
}

// The commands of a mass exit have its id as evidence, and its id and the account as their own.
Asker asker_of(const events::Command& command) {
    if (command.origin == CommandOrigin::Customer) return Asker::Customer;
    if (command.origin == CommandOrigin::System) return Asker::RiskOrClock;
    const bool is_mass = command.id == command.evidence + ":" + command.account;
    return is_mass ? Asker::MassExit : Asker::Dealer;
}

// What was planned and then withdrawn, or never filled in time, has changed nothing.
bool has_made(const CommandRow& row) {
    const bool came_to_nothing = row.state == RowState::Expired || row.state == RowState::Cancelled;
    return row.done > 0 || (row.attempts > 0 && !came_to_nothing);
}

Happened happened_of(const CommandState& state) {
    if (state.phase == CommandPhase::Refused) return Happened::Refused;
    if (state.rows.empty()) return Happened::Nothing;
    return std::ranges::any_of(state.rows, has_made) ? Happened::Orders : Happened::NoOrder;
}

bool customer_is_told(Asker asker, Happened happened) {
    switch (asker) {
        case Asker::Customer:
            return true;
        case Asker::Dealer:
            return happened == Happened::NoOrder || happened == Happened::Orders;
        case Asker::MassExit:
        case Asker::RiskOrClock:
            return happened == Happened::Orders;
    }
    return true;
}

bool is_urgent(Asker asker) { return asker == Asker::Customer || asker == Asker::Dealer; }

}  // namespace squareoff
