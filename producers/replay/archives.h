#pragma once

#include <deque>
#include <memory>
#include <string>
#include <vector>

#include "common/journal/source.h"

namespace replay {

// Archive files, or folders of a day, one after the other, as one source. One thread at a time.
class Archives : public journal::Source {
  public:
    // Reads what has an offset of at least `from`.
    Archives(const std::vector<std::string>& paths, int64_t from)
        : paths_{paths.begin(), paths.end()}, from_{from} {}

    // Invalid: a file is damaged; the reason names it.
    [[nodiscard]] base::Result<std::optional<journal::Record>> next() override;

  private:
    std::deque<std::string> paths_;  // not opened yet
    const int64_t from_;
    std::string path_;
    std::unique_ptr<journal::Source> open_;
};

}  // namespace replay
