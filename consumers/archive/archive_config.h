#pragma once

#include <cstdint>
#include <string>

#include "common/base/exchange_clock.h"
#include "common/config/section.h"

namespace archive {

struct ArchiveConfig {
    std::string folder;
    int32_t partitions = 4;
    // Messages taken and not yet durable. They are all that is kept in memory.
    uint16_t prefetch = 200;
    int64_t flush_ms = 500;       // a record waits at most this long for its block to be written
    int64_t close_quiet_s = 600;  // a day is closed when a later one has begun and it was so quiet
    int64_t keep_days = 0;        // trading days; 0: all
    int64_t keep_bytes_max = 0;   // of all files; 0: no limit
    int64_t min_free_bytes = int64_t{1} << 30;      // on the disk: below, nothing more is written
    int64_t utc_offset_s = base::kExchangeOffsetS;  // of "today", where no database names the day
};

ArchiveConfig archive_config(config::Section& section);

}  // namespace archive
