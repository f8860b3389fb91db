#pragma once

#include <cstdint>
#include <map>
#include <set>
#include <string>
#include <vector>

#include "common/base/result.h"
#include "common/journal/archive_names.h"
#include "common/journal/archive_writer.h"
#include "consumers/archive/begun_files.h"
#include "consumers/archive/contents.h"

namespace archive {

// A record of several days that is not in the files of all: its writer ended between two files.
struct Unfinished {
    journal::Record record;
    journal::Facts facts;
    std::set<uint32_t> days;  // whose files lack it
};

// Where a folder of archives is to be gone on with.
struct Recovered {
    int64_t last = -1;                   // the highest number that was given out
    int64_t written = -1;                // the highest number that stands in a file
    int64_t complete = -1;               // up to here every record was in the files of all its days
    std::vector<uint64_t> recent;        // mark_of the newest records, oldest first
    std::vector<Unfinished> unfinished;  // in the order of their numbers
    std::map<uint32_t, journal::ArchiveWriter> open;  // by day: files to go on with
    std::map<uint32_t, int64_t> last_of_day;  // the highest number there; unknown: above all others
    std::vector<journal::ArchiveName> files;  // all, in order of day and number
    std::vector<std::string> damaged;         // reasons; these files are left as they are
    BegunFiles begun;
    BegunFiles first_of_file;  // of those that are in the folder
    BegunFiles taken_away;     // begun here, and not in the folder any more
    uint64_t cut_bytes = 0;    // of blocks that were being written
};

// Reads a folder whose writer has ended, at whatever moment: cuts unfinished blocks and removes
// files that were not begun. Of the newest records it reads at least `recent`, where there are so
// many. Fatal where the folder cannot be read or written.
base::Result<Recovered> recover(const std::string& folder, int64_t recent, ContentsReader& reader);

}  // namespace archive
