#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "producers/relay/relay_config.h"

namespace relay {

// The SQL of the relay. Pure. Source of the table: schemas/sql/0005_notices.sql and 0017_turns.sql;
// each of them walks the index by_state, or by_expiry.

// (id, channel) of the oldest that wait, locked; those that another relay has locked are passed by.
std::string lock_waiting(Urgency urgency, size_t most);
std::string mark_queued(const std::vector<std::string>& ids, int64_t now_us);
// (how many wait, when the oldest of them was created)
std::string count_waiting(Urgency urgency);

// Notices that nobody has begun to send and that have expired: (id), locked, those that are being
// looked at passed by. They end whether a message names them, and whether anybody reads it.
std::string lock_expired(Urgency urgency, int64_t now_us, size_t most);
// `dead`, with `expired` as the reason, and the last failure behind it.
std::string mark_expired(const std::vector<std::string>& ids, int64_t now_us);

}  // namespace relay
