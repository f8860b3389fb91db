#pragma once

#include <string>
#include <vector>

#include "common/account/books_state.h"
#include "common/account/exchanges.h"
#include "common/account/exit_rules.h"
#include "common/account/view.h"
#include "common/events/command.h"

namespace ctl {

// One line of what a command would do, from the books of this moment.
struct PreviewRow {
    events::CommandAction action{};
    account::PositionKey key;
    std::string symbol;             // the token where the instrument is not known
    events::Side side{};            // of the order to cancel, or of the exit
    std::string exchange_order_id;  // of a cancel
    int64_t asked = 0;              // of an exit: before it is rounded to lots
    int64_t quantity = 0;           // that would be ordered; of a cancel: what is left of the order
    int64_t price = 0;              // of an exit: its limit
    size_t orders = 0;              // of an exit: into how many it is sliced
    std::string reason;             // why nothing would be done, or less, or not yet
};

struct Preview {
    std::vector<PreviewRow> rows;
    std::string refusal;  // why the square-off would do nothing at all; there are no rows then
    std::string waits;    // why the exits would wait for now: the books are not as they should be
    std::string nothing;  // why there is nothing to do, but for cancels before an exit
};

// The rows that the square-off would give the command, from the same account::tasks_of: cancels
// first, then the exits. It decides afresh when the command comes: fills until then change it.
// Pure.
Preview preview(const events::Command& command, const account::View& view,
                const account::Instruments& instruments,
                const std::vector<account::Protection>& protections,
                account::Books books = account::Books::Current,
                const account::Unreached& unreached = {});

// Whether a position that the command names would stay: excluded, or of less than can be ordered.
// Nothing is said of exits that wait for their books. Pure.
bool would_leave_some(const Preview& preview);

// "NSE FO", as in all tables.
std::string market_of(const account::InstrumentKey& key);
std::string symbol_of(const account::InstrumentKey& key, const account::Instruments& instruments);

}  // namespace ctl
