#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "producers/relay/relay_config.h"

namespace relay {

// The SQL of the relay. Pure. Source of the table: schemas/sql/0005_notices.sql, whose index
// by_state each of them walks.

// (id, channel) of the oldest that wait, locked; those that another relay has locked are passed by.
std::string lock_waiting(Urgency urgency, size_t most);
std::string mark_queued(const std::vector<std::string>& ids, int64_t now_us);
// (how many wait, when the oldest of them was created)
std::string count_waiting(Urgency urgency);

// Notices in `queued` since before `before_us`: their message is lost, as by a broker that was set
// up anew, or waits in a very long queue. Published again they do no harm: the notifier goes by the
// row's state.
std::string select_lost(Urgency urgency, int64_t before_us, size_t most);
std::string mark_waiting(const std::vector<std::string>& ids, int64_t before_us, int64_t now_us);

}  // namespace relay
