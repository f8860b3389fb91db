#pragma once

#include <string_view>

#include "consumers/squareoff/command_state.h"

namespace squareoff {

// Whose wish a command is. The words are those of the table in docs/notices.md, as Happened's.
enum class Asker {
    Customer,    // he asked himself
    Dealer,      // an operator, on the customer's instruction
    MassExit,    // operators, for many customers who have asked for nothing
    RiskOrClock  // the risk desk, or a cut-off
};
// What had become of a command when it ended.
enum class Happened {
    Refused,  // it was not begun
    Nothing,  // no position and no order was meant by it
    NoOrder,  // positions or orders were, and nothing has come of it for any of them
    // Orders or cancels were made and filled, done, or refused by the exchange; not those that were
    // withdrawn or ended unfilled.
    Orders
};

inline constexpr std::string_view kClock = "cut-off";  // who gives a command of the clock
// Whether a command is an attempt of a cut-off, of which the customer is told once for all.
bool is_timed(const events::Command& command);

Asker asker_of(const events::Command& command);
// Whether the row has made an order or a cancel that came to something, as Happened::Orders says.
bool has_made(const CommandRow& row);
Happened happened_of(const CommandState& state);

// A customer hears what he has asked for, and what has happened to his positions and orders. What
// an operator has asked for and could not be begun is the operator's: the customer, who has asked
// for nothing, would read of somebody's slip at the keyboard. Pure; docs/notices.md has the table.
bool customer_is_told(Asker asker, Happened happened);

// A person waits for the answer; the others may be a hundred thousand.
bool is_urgent(Asker asker);

constexpr std::string_view name_of(Asker asker) {
    constexpr std::string_view kNames[] = {"customer", "dealer", "mass exit", "risk desk or clock"};
    return kNames[static_cast<size_t>(asker)];
}
constexpr std::string_view name_of(Happened happened) {
    constexpr std::string_view kNames[] = {"refused", "nothing to do", "no order made",
                                           "orders made"};
    return kNames[static_cast<size_t>(happened)];
}

}  // namespace squareoff
