#pragma once

#include <cstddef>
#include <cstdint>

#include "common/config/section.h"

namespace relay {

// Urgent notices and all others have a lane each, with a link and a transaction of its own:
// whatever holds up the many, a code is published at once.
enum class Urgency { Urgent, Bulk };

struct LaneConfig {
    size_t rows = 1000;           // of one transaction
    size_t ids_per_message = 50;  // a message is given back and repeated as a whole
};

struct RelayConfig {
    LaneConfig urgent{.rows = 200, .ids_per_message = 1};
    LaneConfig bulk;
    // The table is asked, as a database does not call: often while rows come, seldom while none do.
    int64_t poll_min_ms = 20;
    int64_t poll_max_ms = 200;
    // The rows stay locked meanwhile; then they are let go, and marked when the broker has them.
    int64_t confirm_timeout_ms = 5'000;
    int64_t watch_every_ms = 5'000;   // counts what waits
    int64_t sweep_every_ms = 15'000;  // ends what has expired
};

RelayConfig relay_config(config::Section& section);

}  // namespace relay
