#include <algorithm>

#include "producers/ctl/exits/command_status.h"

namespace ctl {

bool has_failed(const CommandStatus& status) {
    if (status.state == "refused") return true;
    const auto any = [&](std::initializer_list<std::string_view> states) {
        return std::any_of(status.rows.begin(), status.rows.end(), [&](const auto& row) {
            return std::find(states.begin(), states.end(), row.state) != states.end();
        });
    };
    if (status.ended_us == 0 || any({"done", "partial"})) return false;
    return any({"refused", "cancelled", "expired"});
}

}  // namespace ctl
