#pragma once

#include <string>
#include <vector>

#include "common/base/result.h"
#include "common/db/session.h"
#include "common/events/json_text.h"
#include "producers/ctl/exits/command_list.h"

namespace ctl {

// A command that goes on when its day ends.
struct EndingCommand {
    ListedCommand command;
    int64_t unsent = 0;  // its orders and cancels that are planned: they end with `day: over`
    int64_t out = 0;     // those at the exchange: it ends when these have an end
};

// What the end of a day ends.
struct Ending {
    int64_t commands = 0;  // of the day, all of them
    int64_t unsent = 0;    // of their orders
    int64_t out = 0;
    std::vector<EndingCommand> first = {};  // in the order of `commands list`, at most kCommandsMax
};
// `partitions`: of the deployment. Blocks.
base::Result<Ending> read_ending(db::Session& session, int32_t partitions, uint32_t day);

// Pure.
std::string ending_text(const Ending& ending);
// The members "ends" and what they come to, of an object that the caller has opened.
void write_ending(events::JsonText& json, const Ending& ending);

}  // namespace ctl
