#include "common/journal/day_tail.h"

#include <filesystem>
#include <utility>

#include "common/journal/archive_names.h"

namespace journal {

using base::Errc;
using base::Error;
using base::Result;

std::string DayTail::path(const ArchiveName& name) const {
    return (std::filesystem::path{folder_} / file_name(name)).string();
}

// Numbers may be left out: a file that was not begun has been removed.
Result<std::vector<ArchiveName>> DayTail::files_from(uint32_t number) const {
    const auto names = list_archives(folder_);
    if (!names.ok()) return names.error();
    std::vector<ArchiveName> files;
    for (const ArchiveName& name : names.value()) {
        if (name.day != day_ || name.number < number) continue;
        if (is_begun(path(name))) files.push_back(name);
    }
    return files;
}

// Files that end before `next_` are passed over unread, so damage in one of them stops nobody who
// needs nothing of it.
Result<bool> DayTail::open_next() {
    const auto files = files_from(file_number_);
    if (!files.ok()) return files.error();
    if (files.value().empty()) return false;
    auto chosen = files.value().begin();
    for (auto later = chosen + 1; later != files.value().end(); ++later) {
        const auto scan = ArchiveScan::open(path(*later));
        if (!scan.ok() || scan.value().header().first_offset > next_) break;
        chosen = later;
    }
    Selection selection;
    selection.from_offset = next_;
    auto opened = ArchiveReader::open(path(*chosen), selection);
    if (!opened.ok()) return opened.error();
    file_ = std::move(opened).value();
    file_number_ = chosen->number;
    return true;
}

// Behind the last whole block of the open file: whether it has grown since. A file that its writer
// found damaged is never closed, but it has its end once the day goes on in a later one: nothing is
// written to it any more.
Result<bool> DayTail::more_to_read() {
    if (!file_->file().in_place()) {
        taken_away_ = true;
        return Error{Errc::Invalid, file_->file().path() + ": it has been taken away"};
    }
    ends_ = file_->file().closed();
    auto grown = file_->look_again();
    if (!grown.ok() || grown.value() || ends_) return grown;
    const auto later = files_from(file_number_ + 1);
    if (!later.ok()) return later.error();
    if (later.value().empty()) return false;
    ends_ = true;
    return file_->look_again();  // what was written before the later one began
}

Result<std::optional<Record>> DayTail::next() {
    while (true) {
        if (file_ == nullptr) {
            const auto opened = open_next();
            if (!opened.ok()) return opened.error();
            if (!opened.value()) return std::optional<Record>{};
        }
        auto record = file_->next();
        if (!record.ok()) return record.error();
        if (!file_->gaps().empty()) {
            const OffsetGap& gap = file_->gaps().front();
            return Error{Errc::Invalid, file_->file().path() + ": the numbers from " +
                                            std::to_string(gap.first) + " to " +
                                            std::to_string(gap.last) +
                                            " were lost before they were archived"};
        }
        if (record.value()) {
            if (record.value()->offset < next_) continue;
            next_ = record.value()->offset + 1;
            return record;
        }
        const auto more = more_to_read();
        if (!more.ok()) return more.error();
        if (more.value()) continue;
        if (!ends_) return std::optional<Record>{};
        file_.reset();
        ++file_number_;
    }
}

Result<std::optional<Record>> DayRecord::next() {
    auto record = tail_.next();
    if (record.ok() && record.value() && record.value()->offset > through_) {
        return std::optional<Record>{};
    }
    return record;
}

}  // namespace journal
