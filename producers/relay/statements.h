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

// Notices in `sending` whose last sign of life is before `before_us` are named again as they stand:
// (id, channel), locked; one whose fate is being written is passed by. Their state is the
// notifier's alone, who keeps to its lease and to one sending for each number of attempts, so that
// a message too many does nothing.
std::string lock_stalled(Urgency urgency, int64_t before_us, size_t most);
// They are named again no earlier than after as long a silence as before.
std::string mark_named_again(const std::vector<std::string>& ids, int64_t now_us);

}  // namespace relay
