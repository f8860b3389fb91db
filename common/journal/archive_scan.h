#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>

#include "common/base/result.h"
#include "common/journal/archive_file.h"
#include "common/journal/archive_format.h"

namespace journal {

// Walks the blocks of a file in their order. Checks headers, their order and, where the file is
// closed, the index and the checksum of the whole; the payloads are the caller's to check. Errors:
// Fatal, the file cannot be read; Invalid, "<file>: block 3 at byte 812: <what is wrong>". One
// thread at a time.
class ArchiveScan {
  public:
    struct Found {
        uint64_t position = 0;  // of the block's header
        BlockHeader header;
        std::string payload;
    };
    using Wanted = std::function<bool(const BlockHeader&)>;

    static base::Result<ArchiveScan> open(const std::string& path);

    [[nodiscard]] const std::string& path() const { return file_.path(); }
    [[nodiscard]] const FileHeader& header() const { return header_; }
    [[nodiscard]] bool closed() const { return index_.has_value(); }
    [[nodiscard]] const std::optional<Index>& index() const { return index_; }

    // The next block that is `wanted`; the payloads of others are not read, and the checksum of
    // the whole file is then not compared. nullopt: the last whole block has been told.
    [[nodiscard]] base::Result<std::optional<Found>> next(const Wanted& wanted = {});

    // Behind the end of a file that was not closed: whether it has grown, or was closed, since.
    // Then `next` goes on.
    [[nodiscard]] base::Result<bool> look_again();

    // Whether its name still leads to it.
    [[nodiscard]] base::Result<bool> in_place() const { return file_.in_place(); }

    // After the end: behind the last whole block, and how much of something unfinished is there.
    [[nodiscard]] uint64_t position() const { return position_; }
    [[nodiscard]] uint64_t unfinished_bytes() const { return unfinished_; }
    [[nodiscard]] uint64_t checksum() const { return checksum_; }  // of the file up to `position`
    [[nodiscard]] uint32_t blocks() const { return blocks_; }
    [[nodiscard]] uint64_t file_bytes() const { return file_bytes_; }

    // The error of a block that is damaged.
    [[nodiscard]] base::Error damaged(uint32_t number, uint64_t position,
                                      const std::string& why) const;

  private:
    explicit ArchiveScan(ArchiveFile file) : file_{std::move(file)} {}
    base::Status read_index();
    base::Status check_order(const BlockHeader& block) const;
    // At the place of a block that is not there.
    base::Result<std::optional<Found>> end();

    ArchiveFile file_;
    FileHeader header_;
    std::optional<Index> index_;
    uint64_t file_bytes_ = 0;
    uint64_t position_ = kFileHeaderBytes;
    uint64_t unfinished_ = 0;
    uint64_t checksum_ = 0;
    uint32_t blocks_ = 0;
    int64_t last_offset_ = -1;
    bool skipped_ = false;
};

}  // namespace journal
