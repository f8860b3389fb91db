#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "common/base/clock.h"
#include "common/base/result.h"
#include "common/journal/archive_names.h"
#include "common/journal/archive_writer.h"
#include "common/journal/recent_records.h"
#include "consumers/archive/contents.h"
#include "consumers/archive/folder_lock.h"

namespace archive {

// The archive's folder: numbers each record and puts it into the file of its day; where it speaks
// of several days, into the file of each. What `flush` has returned from is durable. Several days
// are open at once, so a record that comes late for yesterday still goes there. Blocks; one thread.
// Errors are Fatal: start anew from the folder.
class DayFiles {
  public:
    enum class Added {
        Taken,    // waits for `flush`
        Repeated  // comes again and is durable, or waits already
    };
    struct Totals {
        int64_t records = 0;
        int64_t raw_bytes = 0;
        int64_t written_bytes = 0;
        int64_t blocks = 0;
        int64_t closed_files = 0;
        int64_t verify_failures = 0;
    };

    // Fatal where another one has it open.
    static base::Result<DayFiles> open(const std::string& folder);

    // What the next record is numbered.
    [[nodiscard]] int64_t next() const { return next_; }
    // Numbers it. Without `contents.days`: of the day of the last record that told one, `today`
    // where none has. `again`: it has been delivered before; then it is looked for among the newest
    // kRecentMax.
    static constexpr int64_t kRecentMax = 8'192;
    [[nodiscard]] base::Result<Added> add(journal::Record& record, const Contents& contents,
                                          bool again, uint32_t today, base::MonoTime now);
    [[nodiscard]] bool block_full() const;
    [[nodiscard]] base::Status flush();
    // Closes days that are over: a later one has begun, and nothing came for `quiet_us`. A file
    // that does not read as it was written is counted, told in `failures` and left.
    [[nodiscard]] base::Status close_quiet(int64_t quiet_us, base::MonoTime now);

    [[nodiscard]] const Totals& totals() const { return totals_; }
    [[nodiscard]] size_t open_files() const { return open_.size(); }
    [[nodiscard]] bool is_open(const journal::ArchiveName& name) const;
    // All up to this number is durable; -1: nothing.
    [[nodiscard]] int64_t complete_to() const { return complete_to_; }
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
    base::Result<OpenDay*> file_of(uint32_t day, base::MonoTime now);
    base::Status close(uint32_t day);
    base::Status make_room();

    std::string folder_;
    FolderLock lock_;
    std::map<uint32_t, OpenDay> open_;
    std::map<uint32_t, uint32_t> next_number_;  // by day
    int64_t next_ = 0;
    int64_t complete_to_ = -1;
    journal::RecentRecords recent_{kRecentMax};
    uint32_t last_day_ = 0;
    uint32_t latest_day_ = 0;
    size_t damaged_ = 0;
    Totals totals_;
};

}  // namespace archive
