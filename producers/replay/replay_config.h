#pragma once

#include <cstddef>
#include <cstdint>
#include <string>

#include "common/base/exchange_clock.h"
#include "common/books/parked.h"
#include "common/config/section.h"

namespace replay {

struct ReplayConfig {
    int32_t partitions = 4;                         // as the ledger's
    size_t batch_events = 20'000;                   // of one transaction
    int64_t utc_offset_s = base::kExchangeOffsetS;  // of the exchange's day
    int64_t settle_ms = 10'000;  // for the ledger to take up what the record has already
    int64_t drain_ms = 60'000;   // for the ledgers to pause
    // Where backstop-archive writes: the record is read from there. Empty: only --archive and
    // --journal.
    std::string archive_folder;
    books::ParkedLimits parked;  // of the shadow
    int64_t record_ms = 60'000;  // for the archive to have written what is confirmed
};

ReplayConfig replay_config(config::Section& section);

}  // namespace replay
