#include <algorithm>

#include "common/events/command_content.h"
#include "producers/ctl/exits/command_status.h"

namespace ctl {

Outcome outcome_of(const CommandStatus& status) {
    if (status.state == "refused") return Outcome::Refused;
    if (status.ended_us == 0) return Outcome::Open;
    const auto is_done = [](const auto& row) { return row.state == "done"; };
    const auto did_some = [&](const auto& row) { return is_done(row) || row.done > 0; };
    if (std::ranges::all_of(status.rows, is_done)) return Outcome::Done;
    return std::ranges::any_of(status.rows, did_some) ? Outcome::Partly : Outcome::Nothing;
}

std::string other_instruction(const CommandStatus& status, const events::Command& command) {
    const auto first = events::decode_command(status.body);
    if (!first.ok()) return {};
    return std::string{events::different_field(first.value(), command)};
}

}  // namespace ctl
