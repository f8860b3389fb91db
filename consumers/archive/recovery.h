#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "common/base/result.h"
#include "common/journal/archive_names.h"
#include "common/journal/archive_writer.h"

namespace archive {

// What a folder of archives tells about where to go on.
struct Recovered {
    // All of the stream up to here is durable; nullopt: there is nothing yet.
    std::optional<int64_t> complete_to;
    std::optional<uint64_t> last_mark;                // mark_of the record there, if one is there
    std::set<int64_t> ahead;                          // offsets behind it that are durable already
    std::map<uint32_t, journal::ArchiveWriter> open;  // by day: files to go on with
    std::vector<journal::ArchiveName> files;          // all, in order of day and number
    std::vector<std::string> damaged;                 // reasons; these files are left as they are
    uint64_t cut_bytes = 0;                           // of blocks that were being written
};

// Reads a folder whose writer has ended, at whatever moment: cuts unfinished blocks and removes
// files that were not begun. Fatal where the folder cannot be read or written.
base::Result<Recovered> recover(const std::string& folder);

}  // namespace archive
