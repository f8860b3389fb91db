#include <algorithm>

#include "common/events/command_content.h"
#include "producers/ctl/exits/command_status.h"

namespace ctl {

bool did_all(const CommandStatus& status) {
    if (status.state != "done" || status.ended_us == 0) return false;
    return std::all_of(status.rows.begin(), status.rows.end(),
                       [](const auto& row) { return row.state == "done"; });
}

std::string other_instruction(const CommandStatus& status, const events::Command& command) {
    const auto first = events::decode_command(status.body);
    if (!first.ok()) return {};
    return std::string{events::different_field(first.value(), command)};
}

}  // namespace ctl
