#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "common/base/clock.h"
#include "common/base/result.h"
#include "common/journal/archive_names.h"
#include "common/journal/archive_writer.h"
#include "consumers/archive/contents.h"
#include "consumers/archive/folder_lock.h"

namespace archive {

// The archive's folder: puts each record into the file of its day, exactly once. What `flush` has
// returned from is durable. Several days are open at once, so a record that comes late for
// yesterday still goes there. Blocks; one thread. Errors are Fatal: start anew from the folder.
class DayFiles {
  public:
    enum class Added {
        Taken,    // waits for `flush`
        Repeated  // was durable, or waits already
    };
    struct Totals {
        int64_t records = 0;
        int64_t raw_bytes = 0;
        int64_t written_bytes = 0;
        int64_t blocks = 0;
        int64_t gaps = 0;
        int64_t missing_records = 0;
        int64_t closed_files = 0;
        int64_t verify_failures = 0;
    };

    // Fatal where another one has it open.
    static base::Result<DayFiles> open(const std::string& folder);

    // Where in the stream to go on; nullopt: at its beginning.
    [[nodiscard]] std::optional<int64_t> next_offset() const;
    // As it was opened: mark_of the record in front of it, where that is in the archive.
    [[nodiscard]] std::optional<uint64_t> last_mark() const { return last_mark_; }
    // `contents.day` 0: of the day of the last record that told one, `today` where none has.
    [[nodiscard]] base::Result<Added> add(const journal::Record& record, const Contents& contents,
                                          uint32_t today, base::MonoTime now);
    [[nodiscard]] bool block_full() const;
    [[nodiscard]] base::Status flush();
    // Closes days that are over: a later one has begun, and nothing came for `quiet_us`. A file
    // that does not read as it was written is counted, told in `failures` and left.
    [[nodiscard]] base::Status close_quiet(int64_t quiet_us, base::MonoTime now);

    [[nodiscard]] const Totals& totals() const { return totals_; }
    [[nodiscard]] size_t open_files() const { return open_.size(); }
    [[nodiscard]] bool is_open(const journal::ArchiveName& name) const;
    [[nodiscard]] int64_t complete_to() const { return complete_to_.value_or(-1); }
    [[nodiscard]] size_t damaged_files() const { return damaged_; }

  private:
    struct OpenDay {
        journal::ArchiveWriter writer;
        uint32_t number = 0;
        base::MonoTime written;
    };

    DayFiles(std::string folder, FolderLock lock)
        : folder_{std::move(folder)}, lock_{std::move(lock)} {}
    [[nodiscard]] std::string path(const journal::ArchiveName& name) const;
    base::Result<OpenDay*> file_of(uint32_t day, int64_t first_offset, base::MonoTime now);
    base::Status mark_gaps(OpenDay& file, int64_t before);
    base::Status mark_gap(OpenDay& file, int64_t first, int64_t last);
    base::Status close(uint32_t day);
    base::Status make_room();

    std::string folder_;
    FolderLock lock_;
    std::map<uint32_t, OpenDay> open_;
    std::map<uint32_t, uint32_t> next_number_;  // by day
    std::optional<int64_t> complete_to_;        // all up to here is durable
    std::optional<int64_t> seen_;               // all up to here was added
    std::optional<uint64_t> last_mark_;
    std::set<int64_t> ahead_;  // durable behind `complete_to_` from before
    uint32_t last_day_ = 0;
    uint32_t latest_day_ = 0;
    size_t damaged_ = 0;
    Totals totals_;
};

}  // namespace archive
