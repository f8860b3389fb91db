#include "common/journal/day_tail.h"

#include <filesystem>
#include <utility>

#include "common/journal/archive_names.h"

namespace journal {

using base::Errc;
using base::Error;
using base::Result;
using base::Status;

namespace {

constexpr const char* kTakenAway = ": it has been taken away";

}  // namespace

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
    for (auto passed = files.value().begin(); passed <= chosen; ++passed) {
        known_.insert(passed->number);
    }
    return true;
}

Status DayTail::look_at_folder(const std::vector<ArchiveName>& files) {
    const auto changed = [this](const std::string& file, const char* how) {
        folder_changed_ = true;
        return Error{Errc::Invalid, file + how};
    };
    const auto in_place = file_->file().in_place();
    if (!in_place.ok()) return in_place.error();
    if (!in_place.value()) return changed(file_->file().path(), kTakenAway);
    std::set<uint32_t> missing = known_;
    for (const ArchiveName& file : files) {
        missing.erase(file.number);
        const bool unread = file.number < file_number_ && !known_.contains(file.number);
        if (unread) return changed(path(file), ": it has come back");
    }
    if (!missing.empty()) return changed(path({day_, *missing.begin()}), kTakenAway);
    return base::Unit{};
}

// Behind the last whole block of the open file: whether it has grown since. A file that its writer
// found damaged is never closed, but it has its end once the day goes on in a later one: nothing is
// written to it any more.
Result<bool> DayTail::more_to_read() {
    ends_ = file_->file().closed();
    auto grown = file_->look_again();
    if (!grown.ok() || grown.value()) return grown;
    const auto files = files_from(0);
    if (!files.ok()) return files.error();
    if (Status same = look_at_folder(files.value()); !same.ok()) return same.error();
    if (ends_) return false;
    if (files.value().back().number == file_number_) return false;
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
