#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "common/base/result.h"
#include "common/db/session.h"
#include "producers/ctl/exits/command_status.h"
#include "producers/ctl/exits/unread_commands.h"

namespace ctl {

inline constexpr int64_t kCommandsMax = 10'000;  // listed

struct CommandFilter {
    std::string account;  // "": of all
    std::string outcome;  // one of kOutcomeNames; "": any
    int64_t limit = 50;   // 1 to kCommandsMax
    uint32_t day = 0;     // 0: any
};

// A row of `commands`, and how many of its rows are done.
struct ListedCommand {
    std::string id, account, action, origin, who, state, reason;
    int64_t day = 0, epoch = 0, accepted_us = 0, ended_us = 0;
    int64_t rows = 0;        // that it has
    int64_t rows_done = 0;   // of those, all that was asked
    int64_t rows_moved = 0;  // of those, at least some
};
Outcome outcome_of(const ListedCommand& one);

// Those that go on before the others, then the newest first. `partitions`: of the deployment.
// Blocks.
base::Result<std::vector<ListedCommand>> read_commands(db::Session& session, int32_t partitions,
                                                       const CommandFilter& filter);

// How many of the day go on, however many there are. Blocks.
base::Result<int64_t> count_open_commands(db::Session& session, int32_t partitions, uint32_t day);

// Pure.
// `none`: what is said where there is no row.
std::string commands_table(const std::vector<ListedCommand>& all, const UnreadCommands& unread,
                           const std::string& none);
std::string commands_json(const std::vector<ListedCommand>& all, const UnreadCommands& unread);

}  // namespace ctl
