#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "common/base/result.h"
#include "common/journal/archive_names.h"
#include "common/journal/archive_writer.h"

namespace archive {

// What a folder of archives tells about where to go on.
struct Recovered {
    int64_t last = -1;                                // the highest number that was given out
    std::vector<uint64_t> recent;                     // mark_of the newest records, oldest first
    std::map<uint32_t, journal::ArchiveWriter> open;  // by day: files to go on with
    std::vector<journal::ArchiveName> files;          // all, in order of day and number
    std::vector<std::string> damaged;                 // reasons; these files are left as they are
    uint64_t cut_bytes = 0;                           // of blocks that were being written
};

// Reads a folder whose writer has ended, at whatever moment: cuts unfinished blocks and removes
// files that were not begun. Of the newest records it reads at least `recent`, where there are so
// many. Fatal where the folder cannot be read or written.
base::Result<Recovered> recover(const std::string& folder, int64_t recent);

}  // namespace archive
