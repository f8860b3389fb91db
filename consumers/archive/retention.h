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

// Which files may go: closed ones beyond the newest `keep_days` days, then the oldest closed ones
// until all are within `keep_bytes_max`. 0: no limit. Never one of the newest day. Pure. `files`:
// in the order of day and number.
std::vector<KeptFile> to_remove(const std::vector<KeptFile>& files, int64_t keep_days,
                                int64_t keep_bytes_max);

}  // namespace archive
