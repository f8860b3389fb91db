#pragma once

#include <cstdint>
#include <vector>

#include "common/journal/archive_names.h"

namespace archive {

struct KeptFile {
    journal::ArchiveName name;
    int64_t bytes = 0;
    bool closed = false;
};

struct Keep {
    int64_t days = 0;       // trading days; 0: all
    int64_t bytes_max = 0;  // of all files; 0: no limit
    uint32_t open_day = 0;  // the trading day that is open; 0: unknown, nothing may go
};

// The files that may go: closed ones beyond the newest `days` days, then the oldest closed ones
// until all are within `bytes_max`. Only days up to the open one count, for an event may name any
// date. Never one of the open day, of a later one, or of the newest day before the open one has a
// file. Pure. `files`: in the order of day and number.
std::vector<KeptFile> to_remove(const std::vector<KeptFile>& files, const Keep& keep);

}  // namespace archive
