#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "common/account/view.h"
#include "common/events/command.h"

namespace account {

// What a command does to one order or one position, as the books are at this moment. The rows of
// the square-off and the lines of a dry run are made of these, so that both say the same.
struct Task {
    enum class Fate {
        Open,      // it is to be done
        Refused,   // the command is wrong about it
        Excluded,  // it must not be done
    };
    events::CommandAction action{};
    PositionKey key;                // of an order that is not known: empty
    events::Side side{};            // of the order to cancel, or of the exit
    std::string exchange_order_id;  // of the order to cancel
    int64_t remaining = 0;          // of the order to cancel
    int64_t asked = 0;              // of an exit: before it is rounded to lots
    int64_t wanted = 0;             // of an exit that is open
    Fate fate{};
    std::string reason;  // empty where it is open
};

struct Tasks {
    std::vector<Task> rows;  // cancels first, then exits
    std::string refusal;     // why nothing at all is done; there are no rows then
};

// One for each order to cancel and each position to exit. Of an exit with `cancel_first`: the
// pending orders on the positions to be exited, and on instruments without a position; those on a
// position that stays, stay. Refused where it leaves open which position it means, or names one
// that cannot be exited. Pure.
Tasks tasks_of(const events::Command& command, const View& view, const Instruments& instruments);

// The exits among them, without a look at what refuses the command. Pure.
std::vector<Task> exit_tasks(const events::Command& command, const View& view,
                             const Instruments& instruments);

}  // namespace account
