#pragma once

#include <cstddef>
#include <cstdint>

#include "common/config/section.h"

namespace replay {

struct ReplayConfig {
    int32_t partitions = 4;         // as the ledger's
    size_t batch_events = 20'000;   // of one transaction
    int64_t utc_offset_s = 19'800;  // of the exchange's day
    int64_t settle_ms = 10'000;     // for the ledger to take up what the journal has already
    int64_t drain_ms = 60'000;      // for the ledgers to pause
};

ReplayConfig replay_config(config::Section& section);

}  // namespace replay
