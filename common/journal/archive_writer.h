#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "common/base/result.h"
#include "common/journal/archive_block.h"
#include "common/journal/archive_file.h"
#include "common/journal/archive_format.h"
#include "common/journal/record.h"

namespace journal {

// Writes one archive file. What `flush` has returned from is durable and has been read back; what
// came after it may be lost with the process, whole. Blocks: call it on a thread for that. Errors
// are Fatal, after them the writer is of no more use; Invalid where the file is damaged.
class ArchiveWriter {
  public:
    // A new file; its name is durable when this returns.
    static base::Result<ArchiveWriter> create(const std::string& path, FileHeader header);
    // Goes on with one that was not closed: reads all of it, cuts what was being written when its
    // writer ended. Damage before that is Invalid and nothing is changed.
    static base::Result<ArchiveWriter> resume(const std::string& path);

    // Kept in memory until `flush`. Offsets must rise.
    void add(const Record& record, const Facts& facts) { block_.add(record, facts); }
    [[nodiscard]] bool block_full() const { return block_.full(); }
    [[nodiscard]] bool empty() const { return block_.empty(); }
    [[nodiscard]] size_t waiting_bytes() const { return block_.raw_bytes(); }

    // Writes what waits. `complete_to`: up to which offset all of the stream was durable before.
    [[nodiscard]] base::Status flush(int64_t complete_to);
    // Writes that these offsets are missing. Nothing may wait.
    [[nodiscard]] base::Status mark_gap(int64_t first, int64_t last, int64_t complete_to);
    // Writes the index and reads the whole file again. Nothing may wait.
    [[nodiscard]] base::Status close();

    // Fatal where somebody has taken the file away, or has cut it: what is written to it then
    // cannot be read.
    [[nodiscard]] base::Status look() const;

    // Gives back the descriptor and the working memory until something is written again; what
    // waits stays. So many files can be open at once.
    void release();
    [[nodiscard]] bool holds_descriptor() const { return file_.is_open(); }

    [[nodiscard]] const std::string& path() const { return file_.path(); }
    [[nodiscard]] const FileHeader& header() const { return header_; }
    [[nodiscard]] const std::vector<IndexEntry>& blocks() const { return blocks_; }
    [[nodiscard]] uint64_t bytes() const { return position_; }
    [[nodiscard]] bool full() const { return blocks_.size() >= kBlocksMax; }
    [[nodiscard]] uint64_t cut_bytes() const { return cut_bytes_; }  // by `resume`

  private:
    ArchiveWriter(ArchiveFile file, FileHeader header) : file_{std::move(file)}, header_{header} {}
    base::Status append(const std::string& bytes);
    base::Status take_descriptor();
    [[nodiscard]] base::Error of_another_size(uint64_t bytes) const;
    base::Status read_back(const std::string& bytes);

    ArchiveFile file_;
    FileHeader header_;
    BlockBuilder block_;
    BlockReader reader_;
    std::vector<IndexEntry> blocks_;
    uint64_t position_ = 0;
    uint64_t checksum_ = 0;
    uint64_t cut_bytes_ = 0;
};

// Reads a file from its first to its last byte and checks everything.
struct Verified {
    bool closed = false;
    uint64_t blocks = 0;
    uint64_t records = 0;
    uint64_t raw_bytes = 0;
    uint64_t file_bytes = 0;
    uint64_t unfinished_bytes = 0;
    int64_t first_offset = -1;
    int64_t last_offset = -1;
    uint64_t gaps = 0;
};
base::Result<Verified> verify_archive(const std::string& path);

}  // namespace journal
