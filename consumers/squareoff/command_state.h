#pragma once

#include <cstdint>
#include <functional>
#include <limits>
#include <string>
#include <vector>

#include "common/account/books_state.h"
#include "common/account/exchanges.h"
#include "common/account/exit_rules.h"
#include "common/account/told_times.h"
#include "common/account/view.h"
#include "common/events/command.h"

namespace squareoff {

// The closed lists of schemas/sql/0004_squareoff.sql, in the order of its ENUM columns.
enum class CommandPhase { Cancelling, Exiting, Done, Refused };
enum class RowState { Waiting, Working, Done, Partial, Refused, Excluded, Cancelled, Expired };
constexpr bool is_final(RowState state) { return state >= RowState::Done; }

// What one command does to one order or one position: a row of `command_rows`.
struct CommandRow {
    uint32_t number = 0;
    events::CommandAction action{};
    account::PositionKey key;
    events::Side side{};            // of the order to cancel, or of the exit
    std::string exchange_order_id;  // of the order to cancel
    int64_t asked = 0;              // of an exit: before it was rounded to lots
    int64_t wanted = 0;             // what is to be tried
    int64_t done = 0;
    uint32_t attempts = 0;
    RowState state{};
    std::string reason;
    friend bool operator==(const CommandRow&, const CommandRow&) = default;
};

// A command and how far it has come: a row of `commands` with its `command_rows`.
struct CommandState {
    events::Command command;
    std::string body;  // as JSON
    CommandPhase phase{};
    std::string reason;
    int64_t accepted_us = 0;
    int64_t ended_us = 0;  // 0: it goes on
    std::vector<CommandRow> rows;
};

// Everything a plan for one account stands on, read at one moment.
struct Account {
    account::View view;
    std::vector<CommandState> commands;  // those that go on, oldest first
};

struct CutoffRules;

// What holds for all accounts at this moment.
struct Surroundings {
    bool site_is_active = false;
    account::Books books = account::Books::Current;  // of the partition
    account::Unreached unreached;                    // exchanges
    int64_t epoch = 0;
    uint32_t day = 0;  // the trading day that is open; 0: none
    const account::Instruments* instruments = nullptr;
    const std::vector<account::Protection>* protections = nullptr;
    // Which gateway session an exchange is reached by; empty: none.
    std::function<std::string(events::Exchange)> session_of;
    int64_t now_us = 0;
    int64_t day_ends_us = std::numeric_limits<int64_t>::max();  // nothing is planned from then on
    bool day_is_past = false;              // another day is open, and `day` is one that was
    const CutoffRules* cutoffs = nullptr;  // null: no attempt of the clock is looked at
    account::ToldTimes told = {};          // in the partition's books; empty: nobody needed to know
};

struct Limits {
    uint32_t attempts_max = 6;        // plans for one row
    int64_t first_wait_us = 200'000;  // before the second attempt; twice that before the third …
    int64_t cancel_answer_us =
        5'000'000;             // a cancel that has changed nothing for so long is repeated
    uint32_t rows_max = 2000;  // of one command
    // One position in slices of the freeze quantity may need a million orders. They go in waves, so
    // that neither the transaction nor the exchange is filled by one account; what a command would
    // need beyond `orders_max` a person is to look at.
    size_t orders_at_once = 1'000;  // orders and cancels of ours that an account may have out
    size_t orders_max = 10'000;     // exit orders of one command, all attempts together
    size_t orders_in_look = 5'000;  // that one transaction plans, over all accounts
};

// What an account's transaction writes.
// An order of ours that has become what nobody could count with: more may be out than was held.
struct Surprise {
    exits::Exit row;
    const char* what = "";
};

struct Changes {
    std::vector<exits::Exit> planned;    // new rows of `exits`
    std::vector<exits::Exit> ended;      // rows of `exits` whose state, filled, reason moved
    std::vector<Surprise> surprises;     // of those: what a person should know of
    std::vector<std::string> withdrawn;  // planned ones that must not be sent any more
    std::vector<size_t> touched;         // indices into Account::commands that changed
    int64_t look_again_us = 0;           // when time alone may change something; 0: never
};

}  // namespace squareoff
