#pragma once

#include <cstdint>
#include <limits>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "common/base/result.h"
#include "common/journal/archive_block.h"
#include "common/journal/archive_scan.h"
#include "common/journal/source.h"

namespace journal {

// A part of a file. Whole blocks are left out by it, so records beside it come too: filter them.
struct Selection {
    int64_t from_offset = 0;
    std::optional<int32_t> partition = std::nullopt;  // blocks that hold a routing key of it
    // Blocks with events of these exchange times; those without any event come always.
    int64_t from_us = 0;
    int64_t to_us = std::numeric_limits<int64_t>::max();
};

struct OffsetGap {
    int64_t first = 0;
    int64_t last = 0;
    friend bool operator==(const OffsetGap&, const OffsetGap&) = default;
};

// The records of one archive file; holds one block at a time. A block is checked to its last byte
// before its first record is told. One thread at a time.
class ArchiveReader : public Source {
  public:
    static base::Result<std::unique_ptr<ArchiveReader>> open(const std::string& path,
                                                             Selection selection = {});

    // nullopt: the end of a closed file, or the last whole block of one that is not.
    [[nodiscard]] base::Result<std::optional<Record>> next() override;

    // Behind the end: whether more has been written since, so that `next` goes on.
    [[nodiscard]] base::Result<bool> look_again() { return scan_.look_again(); }

    [[nodiscard]] const ArchiveScan& file() const { return scan_; }
    // Offsets that the archive has not got, as far as it has been read.
    [[nodiscard]] const std::vector<OffsetGap>& gaps() const { return gaps_; }
    // Where the record that was told last stands.
    [[nodiscard]] uint32_t block() const { return block_; }

  private:
    ArchiveReader(ArchiveScan scan, Selection selection)
        : scan_{std::move(scan)}, selection_{selection} {}
    [[nodiscard]] bool wanted(const BlockHeader& block) const;

    ArchiveScan scan_;
    const Selection selection_;
    BlockReader block_reader_;
    std::vector<OffsetGap> gaps_;
    uint32_t block_ = 0;
};

// `path`: a file, which is told as it is, or a folder and the day in it ("archive/20260803"): all
// files of that day in their order. Fatal: there are none.
base::Result<std::vector<std::string>> archive_paths(const std::string& path);

// As a source for whoever does not care where records come from: the files of archive_paths, one
// after the other.
base::Result<std::unique_ptr<Source>> open_archive(const std::string& path);

}  // namespace journal
