#pragma once

#include <set>
#include <string>

#include "common/base/result.h"
#include "common/journal/archive_names.h"

namespace archive {

// The file `begun` of the archive's folder: the names of the files that have been begun there and
// that the retention has not removed. What it names and the folder has not, somebody has taken
// away.
using BegunFiles = std::set<journal::ArchiveName>;

// Empty where there is no such file.
BegunFiles read_begun(const std::string& folder);
// Writes it anew, in one piece. Retryable where that fails.
base::Status write_begun(const std::string& folder, const BegunFiles& files);

}  // namespace archive
