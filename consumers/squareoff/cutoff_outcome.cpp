#include "consumers/squareoff/cutoff_outcome.h"

#include <algorithm>
#include <charconv>
#include <string>
#include <string_view>

#include "common/base/must.h"
#include "consumers/squareoff/cutoff_statements.h"
#include "consumers/squareoff/who_is_told.h"

namespace squareoff {

using events::CommandAction;

namespace {

bool same_thing(const CommandRow& one, const CommandRow& other) {
    return one.action == other.action && one.key == other.key && one.side == other.side &&
           one.exchange_order_id == other.exchange_order_id;
}

// What has been made stands: that nothing came of a later attempt takes none of it back. Orders
// that came to nothing do not count, so that `sum` has made something only where one of them has.
void add(CommandRow& sum, const CommandRow& row) {
    const bool stands = has_made(sum) && !has_made(row);
    if (!has_made(sum)) sum.attempts = 0;
    sum.asked = std::max(sum.asked, sum.done + row.asked);
    sum.wanted = std::max(sum.wanted, sum.done + row.wanted);
    sum.done += row.done;
    if (!stands) {
        sum.attempts += row.attempts;
        sum.state = row.state;
        sum.reason = row.reason;
    } else if (sum.state == RowState::Done && sum.done < sum.asked) {
        sum.state = RowState::Partial;
        sum.reason = row.reason;
    }
}

}  // namespace

CommandState outcome_of(const std::vector<CommandState>& attempts) {
    base::must(!attempts.empty());
    CommandState all = attempts.back();
    all.rows.clear();
    for (const CommandState& attempt : attempts) {
        for (const CommandRow& row : attempt.rows) {
            const auto known = std::ranges::find_if(
                all.rows, [&](const CommandRow& one) { return same_thing(one, row); });
            if (known == all.rows.end()) {
                all.rows.push_back(row);
            } else {
                add(*known, row);
            }
        }
    }
    for (size_t i = 0; i < all.rows.size(); ++i) all.rows[i].number = static_cast<uint32_t>(i + 1);
    const auto is_exit = [](const CommandRow& row) { return row.action == CommandAction::Exit; };
    if (!all.rows.empty()) {
        // One that was refused at last, when some orders were made before: they are told.
        all.phase = CommandPhase::Done;
        if (std::ranges::none_of(all.rows, is_exit)) all.command.action = CommandAction::Cancel;
    }
    return all;
}

uint32_t number_of_attempt(const std::string& command_id) {
    constexpr auto kColons = 7;
    if (!command_id.starts_with(kAttemptPrefix) || std::ranges::count(command_id, ':') != kColons) {
        return 0;
    }
    const size_t colon = command_id.rfind(':');
    uint32_t number = 0;
    const char* end = command_id.data() + command_id.size();
    const auto read = std::from_chars(command_id.data() + colon + 1, end, number);
    return read.ec == std::errc{} && read.ptr == end ? number : 0;
}

}  // namespace squareoff
