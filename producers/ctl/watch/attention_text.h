#pragma once

#include <string>
#include <vector>

#include "common/amqp/queue_depth.h"
#include "common/events/json_text.h"
#include "common/overview/overview.h"

// The alerts that fire and the commands that go on, as status, top and doctor tell them below the
// verdict. What could not be asked is one line that says why. Pure.
namespace ctl {

using AlertsReading = overview::Reading<std::vector<overview::Alert>>;
using CommandsReading = overview::Reading<overview::OpenCommands>;

// "4 fire: BooksNotTrusted (critical, 4m 2s); LedgerLag (3: partition 0, 1, 2, the oldest 12s)":
// those of one name together. `now_us`: wall clock.
std::string alerts_line(const AlertsReading& alerts, int64_t now_us);
// "3 open, the oldest exit-17 for 4m 2s; 1 message waits in squareoff.01 and nobody reads it: …"
std::string commands_line(const CommandsReading& commands,
                          const std::vector<amqp::QueueLook>& unread = {});

// The members `alerts` and `open_commands` of status --json.
void write_attention(events::JsonText& json, const AlertsReading& alerts,
                     const CommandsReading& commands, const std::vector<amqp::QueueLook>& unread);

}  // namespace ctl
