#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "common/base/result.h"
#include "producers/feed/numbering.h"

namespace feed {

// A Progress as text, one field a line, with a check sum as its last line.
std::string format_checkpoint(const std::string& source, const Progress& progress);
// Reads the two formats before it, too. Invalid when damaged, of another source, or of another
// number of partitions.
base::Result<Progress> parse_checkpoint(std::string_view text, const std::string& source,
                                        size_t partitions);

// Keeps one checkpoint in a file, replaced whole (temporary file, fsync, rename).
class CheckpointFile {
  public:
    CheckpointFile(std::string path, std::string source, size_t partitions)
        : path_{std::move(path)}, source_{std::move(source)}, partitions_{partitions} {}

    // nullopt: there is none, the day begins at its first record.
    [[nodiscard]] base::Result<std::optional<Progress>> load() const;
    [[nodiscard]] base::Status save(const Progress& progress) const;

  private:
    std::string path_;
    std::string source_;
    size_t partitions_;
};

}  // namespace feed
