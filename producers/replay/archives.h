#pragma once

#include <deque>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "common/journal/archive_reader.h"

namespace replay {

// The files that are meant by archive files and folders of a day, in that order, looked at before
// anything is folded: each holds this day, each begins behind the one before it, no numbered file
// between two is left out, none lacks offsets that the stream had lost. A file that is not closed
// may have been cut: only the last one may be so, and only with `take_open`. Errors name file and
// byte. Fatal: one cannot be read.
base::Result<std::vector<std::string>> choose_archives(const std::vector<std::string>& paths,
                                                       uint32_t day, bool take_open);

// Chosen archive files, one after the other, as one source. One thread at a time.
class Archives : public journal::Source {
  public:
    // Reads what has an offset of at least `from`.
    Archives(const std::vector<std::string>& paths, int64_t from)
        : paths_{paths.begin(), paths.end()}, from_{from} {}

    // Invalid: a file is damaged; the reason names it, and the block.
    [[nodiscard]] base::Result<std::optional<journal::Record>> next() override;

  private:
    std::deque<std::string> paths_;  // not opened yet
    const int64_t from_;
    int64_t last_offset_ = -1;
    std::unique_ptr<journal::ArchiveReader> open_;
};

}  // namespace replay
