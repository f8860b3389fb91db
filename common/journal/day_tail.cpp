#include "common/journal/day_tail.h"

#include <filesystem>
#include <utility>

#include "common/journal/archive_names.h"

namespace journal {

using base::Errc;
using base::Error;
using base::Result;

// Numbers may be left out: a file that was not begun has been removed.
Result<bool> DayTail::open_next() {
    const auto names = list_archives(folder_);
    if (!names.ok()) return names.error();
    for (const ArchiveName& name : names.value()) {
        if (name.day != day_ || name.number < file_number_) continue;
        Selection selection;
        selection.from_offset = next_;
        const std::string path = (std::filesystem::path{folder_} / file_name(name)).string();
        std::error_code error;
        const auto bytes = std::filesystem::file_size(path, error);
        if (!error && bytes < kFileHeaderBytes) return false;  // it is being begun
        auto opened = ArchiveReader::open(path, selection);
        if (!opened.ok()) return opened.error();
        file_ = std::move(opened).value();
        file_number_ = name.number;
        return true;
    }
    return false;
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
        const bool closed = file_->file().closed();
        const auto grown = file_->look_again();
        if (!grown.ok()) return grown.error();
        if (grown.value()) continue;
        if (!closed) return std::optional<Record>{};
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
