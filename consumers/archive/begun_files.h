#pragma once

#include <cstdint>
#include <map>
#include <string>

#include "common/base/result.h"
#include "common/journal/archive_names.h"

namespace archive {

// The file `begun` of the archive's folder: the names of the files that have been begun there and
// that the retention has not removed. What it names and the folder has not, somebody has taken
// away.
using BegunFiles = std::map<journal::ArchiveName, int64_t>;  // and their first numbers

// Of these those of the last kWatchedDays days up to `today` that it knows, and of days to come.
// Files of days before may be moved away for good. Pure.
inline constexpr size_t kWatchedDays = 5;
BegunFiles watched(const BegunFiles& begun, uint32_t today);

// Empty where there is no such file; Fatal where it cannot be read.
base::Result<BegunFiles> read_begun(const std::string& folder);
// Writes it anew, in one piece. Retryable where that fails.
base::Status write_begun(const std::string& folder, const BegunFiles& files);

}  // namespace archive
