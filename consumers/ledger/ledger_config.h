#pragma once

#include <cstdint>
#include <string>

#include "common/books/parked.h"
#include "common/config/section.h"

namespace ledger {

struct LedgerConfig {
    int32_t partitions = 4;
    // Of one transaction. Larger ones change a row once for more events and cost fewer commits; at
    // 2000 the gain has flattened, and a batch that must be repeated is still short.
    size_t batch_events_max = 2000;
    // Messages for each partition. What waits here is what the next transaction is made of.
    uint16_t prefetch = 200;
    int64_t gap_alarm_ms = 2'000;
    int64_t gap_heal_ms = 3'000;  // how old a gap is before the record is asked
    // What the record has and the books have not for so long, with nothing of it at hand, is a gap.
    int64_t settle_ms = 3'000;
    // Where backstop-archive writes, to fetch what is missing. Empty: the broker's stream alone.
    std::string archive_folder;
    books::ParkedLimits parked;
};

LedgerConfig ledger_config(config::Section& section);

}  // namespace ledger
