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
#include "consumers/archive/begun_files.h"
#include "consumers/archive/contents.h"
#include "consumers/archive/folder_lock.h"
#include "consumers/archive/recovery.h"

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

    struct Limits {
        size_t descriptors_max = 64;  // a source that names many days must not use them up
        // Of all open files: their indexes are kept in memory, about 120 bytes a block.
        size_t blocks_max = 1'000'000;
        size_t waiting_bytes_max = 16u << 20;  // a message is copied for each of its days
    };

    // Finishes what a writer that was killed had begun. `partitions`: as the ledger's. Fatal where
    // another one has the folder open.
    static base::Result<DayFiles> open(const std::string& folder, int32_t partitions) {
        return open(folder, partitions, {});
    }
    static base::Result<DayFiles> open(const std::string& folder, int32_t partitions,
                                       const Limits& limits);

    // The number of the next record.
    [[nodiscard]] int64_t next() const { return next_; }
    // Numbers it. Without `contents.days`: of the day of the last record that told one, `today`
    // where none has. `again`: it has been delivered before; then it is looked for among the newest
    // kRecentMax.
    static constexpr int64_t kRecentMax = 8'192;
    [[nodiscard]] base::Result<Added> add(journal::Record& record, const Contents& contents,
                                          bool again, uint32_t today, base::MonoTime now);
    [[nodiscard]] bool block_full() const;
    [[nodiscard]] base::Status flush();
    // The retention has removed it.
    [[nodiscard]] base::Status forget(const journal::ArchiveName& name);
    // Files of the last days that have been taken away; `there`: those in the folder.
    [[nodiscard]] std::vector<journal::ArchiveName> missing(
        const std::vector<journal::ArchiveName>& there, uint32_t today) const;
    // Fatal where a file that is written has been taken away.
    [[nodiscard]] base::Status look() const;
    // Closes days that are over: a later one has begun, and nothing came for `quiet_us`; twice as
    // long for the second file of a day, and so on, so that what comes late again and again does
    // not begin a file each time. Closes the file with the most blocks where all have more than the
    // limit. A file that does not read as it was written is counted, logged and left.
    [[nodiscard]] base::Status close_quiet(int64_t quiet_us, base::MonoTime now);

    [[nodiscard]] const Totals& totals() const { return totals_; }
    [[nodiscard]] size_t open_files() const { return open_.size(); }
    [[nodiscard]] bool is_open(const journal::ArchiveName& name) const;
    // The highest number that stands in a file: numbers have leaps.
    [[nodiscard]] int64_t written_to() const { return written_to_; }
    // All up to this number is durable; -1: nothing.
    [[nodiscard]] int64_t complete_to() const { return complete_to_; }
    [[nodiscard]] size_t damaged_files() const { return damaged_; }

  private:
    struct OpenDay {
        journal::ArchiveWriter writer;
        uint32_t number = 0;
        base::MonoTime written;
    };

    DayFiles(std::string folder, FolderLock lock, const Limits& limits)
        : folder_{std::move(folder)}, lock_{std::move(lock)}, limits_{limits} {}
    base::Status finish(Recovered recovered);
    [[nodiscard]] std::string path(const journal::ArchiveName& name) const;
    // The file to write a record of this number into.
    base::Result<OpenDay*> file_of(uint32_t day, int64_t number, base::MonoTime now);
    base::Status add_to(uint32_t day, const journal::Record& record, const journal::Facts& facts,
                        base::MonoTime now);
    base::Status write_waiting();
    base::Status write(OpenDay& file);
    base::Status close(uint32_t day);
    void spare_descriptors();

    std::string folder_;
    FolderLock lock_;
    Limits limits_;
    size_t waiting_bytes_ = 0;
    std::map<uint32_t, OpenDay> open_;
    std::map<uint32_t, uint32_t> next_number_;  // by day
    BegunFiles begun_;
    int64_t written_to_ = -1;
    bool unwritten_ = false;  // something waits, or has gone out since the last flush
    int64_t next_ = 0;
    int64_t complete_to_ = -1;
    journal::RecentRecords recent_{kRecentMax};
    uint32_t last_day_ = 0;
    uint32_t latest_day_ = 0;
    size_t damaged_ = 0;
    Totals totals_;
};

}  // namespace archive
