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

// What the end of a day ends, in the order of `commands list`; at most kCommandsMax.
// `partitions`: of the deployment. Blocks.
base::Result<std::vector<EndingCommand>> read_ending(db::Session& session, int32_t partitions,
                                                     uint32_t day);

// Pure.
std::string ending_text(const std::vector<EndingCommand>& all);
// The member "ends" of an object that the caller has opened.
void write_ending(events::JsonText& json, const std::vector<EndingCommand>& all);

}  // namespace ctl
