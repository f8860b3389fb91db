#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace archive {

// Tools of an operator for files of the archive; none of it needs the broker. Each prints on
// standard output, problems on standard error, and returns the exit code: 0 all is well, 1 not.

// Reads files whole. A file that is not closed is a problem unless `open_is_fine`.
int verify(const std::vector<std::string>& paths, bool open_is_fine);

// The files of a folder: by their headers and indexes, not by their contents.
int list(const std::string& folder, bool json);

struct CatChoice {
    std::string path;  // a file, or a folder and a day: archive/20260803
    bool json = false;
    int64_t from_offset = 0;
    std::optional<int32_t> partition;
};
int cat(const CatChoice& choice);

}  // namespace archive
