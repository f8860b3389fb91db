#pragma once

#include <cstdint>
#include <limits>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "common/journal/archive_names.h"
#include "common/journal/archive_reader.h"
#include "common/journal/source.h"

namespace journal {

// The record of one trading day, from the archive's files, as far as they are at the moment:
// nullopt is the end for now, and the same call goes on when more has been written. One thread at a
// time.
class DayTail : public Source {
  public:
    // Reads what has a number of at least `from`. The folder may be empty yet.
    DayTail(std::string folder, uint32_t day, int64_t from = 0)
        : folder_{std::move(folder)}, day_{day}, next_{from} {}

    // Invalid: damaged, records were lost before they were archived, or a file that was read has
    // been taken away, or one has come back; the reason names it.
    [[nodiscard]] base::Result<std::optional<Record>> next() override;
    // The folder has other files than those that were read: read the day again with a new tail.
    [[nodiscard]] bool folder_changed() const { return folder_changed_; }
    // Behind the last record told.
    [[nodiscard]] int64_t next_number() const { return next_; }

  private:
    [[nodiscard]] std::string path(const ArchiveName& name) const;
    // The day's files that have begun, from this number on.
    [[nodiscard]] base::Result<std::vector<ArchiveName>> files_from(uint32_t number) const;
    // Whether there is a file to read from.
    base::Result<bool> open_next();
    base::Result<bool> more_to_read();
    base::Status look_at_folder(const std::vector<ArchiveName>& files);

    const std::string folder_;
    const uint32_t day_;
    int64_t next_;
    uint32_t file_number_ = 0;  // of the day; the one that is open, or comes next
    std::unique_ptr<ArchiveReader> file_;
    bool ends_ = false;         // nothing is written to the open file any more
    std::set<uint32_t> known_;  // files of the day that were read, or passed over
    bool folder_changed_ = false;
};

// A part of it that has an end: up to the number `through`. Where the day has no file at all, it is
// empty.
class DayRecord : public Source {
  public:
    DayRecord(std::string folder, uint32_t day, int64_t from, int64_t through)
        : tail_{std::move(folder), day, from}, through_{through} {}

    [[nodiscard]] base::Result<std::optional<Record>> next() override;

  private:
    DayTail tail_;
    const int64_t through_;
};

}  // namespace journal
