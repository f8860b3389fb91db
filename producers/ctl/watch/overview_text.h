#pragma once

#include <string>
#include <string_view>

#include "common/overview/overview.h"

// What status, queues and lag print. Pure.
namespace ctl {

// One screen, the troubles at its end.
std::string status_text(const overview::Overview& overview);
// {"verdict":…,"healthy":…,"troubles":[…],"alerts":{…},"open_commands":{…},"overview":{…}}
std::string status_json(const overview::Overview& overview);

std::string queues_table(const overview::Overview& overview);
std::string queues_json(const overview::Overview& overview);
std::string lag_table(const overview::Overview& overview);
std::string lag_json(const overview::Overview& overview);

// Orders of which nobody knows what the exchange has made, of all sessions: "1 unanswered, 16
// contradicted", as far as it is known.
std::string in_doubt_text(const overview::Overview& overview);
// What stands where a number is not known yet.
inline constexpr std::string_view kNoReading = "no reading yet";
// What numbers without a reading wait for, in one line; empty where there is none.
std::string queues_wait_for(const overview::Overview& overview);
std::string partitions_wait_for(const overview::Overview& overview);
// What waits, as one number: messages of the ledger's queue; of a paused partition, and while it
// catches up, the recorded events that the books lack: "30 events", as its pause is told.
std::string waiting_text(const overview::Partition& partition);
// How far the books of a partition are behind, in seconds; "paused" where that is what they are.
std::string behind_text(const overview::Partition& partition);
// Per second, of a number per 1,000 s: "12.3", from 100 on "1234"; kNoReading where it is not
// known.
std::string rate_text(const std::optional<int64_t>& per_1000_s);
// "3.2" of microseconds; kNoReading where it is not known.
std::string seconds_text(const std::optional<int64_t>& us);
std::string count_text(const std::optional<int64_t>& count);
// "4d 3h", "3h 12m", "12m 5s", "5s".
std::string duration_text(int64_t seconds);

}  // namespace ctl
