#include <algorithm>

#include "common/events/command_content.h"
#include "producers/ctl/exits/command_status.h"
#include "producers/ctl/table.h"

namespace ctl {

Outcome outcome_of(const CommandStatus& status) {
    if (status.state == "refused") return Outcome::Refused;
    if (status.ended_us == 0) return Outcome::Open;
    const auto is_done = [](const auto& row) { return row.state == "done"; };
    const auto did_some = [&](const auto& row) { return is_done(row) || row.done > 0; };
    if (std::ranges::all_of(status.rows, is_done)) return Outcome::Done;
    return std::ranges::any_of(status.rows, did_some) ? Outcome::Partly : Outcome::Nothing;
}

std::string cancels_before(const CommandStatus& status, const CommandStatus::Row& row) {
    if (row.action != "exit" || row.state != "waiting") return {};
    const auto exchange_of = [](const CommandStatus::Row& one) {
        return one.market.substr(0, one.market.find(' '));
    };
    std::string first;
    int64_t since_us = 0;
    int count = 0;
    for (const auto& one : status.rows) {
        const bool goes_on = one.state == "waiting" || one.state == "working";
        if (one.action != "cancel" || !goes_on || exchange_of(one) != exchange_of(row)) continue;
        if (++count > 1) continue;
        first = one.exchange_order_id;
        // The first try: the exchange has had it for so long.
        for (const auto& order : status.orders) {
            if (order.row != one.number) continue;
            since_us = since_us == 0 ? order.planned_us : std::min(since_us, order.planned_us);
        }
    }
    if (count == 0) return {};
    std::string text = "the cancel of order " + first + " is under way";
    text += since_us == 0 ? ", not sent yet" : " since " + india_time(since_us);
    if (count > 1) text += ", and " + std::to_string(count - 1) + " more";
    return text;
}

std::string other_instruction(const CommandStatus& status, const events::Command& command) {
    const auto first = events::decode_command(status.body);
    if (!first.ok()) return {};
    return std::string{events::different_field(first.value(), command)};
}

}  // namespace ctl
