#include "producers/replay/archives.h"

#include <algorithm>
#include <filesystem>
#include <utility>

#include "common/journal/archive_names.h"

namespace replay {

using base::Errc;
using base::Error;
using base::Result;
using base::Status;
using journal::ArchiveReader;

namespace {

std::string offsets(const journal::OffsetGap& gap) {
    return "the offsets from " + std::to_string(gap.first) + " to " + std::to_string(gap.last) +
           " were lost before they were archived";
}

std::optional<journal::ArchiveName> name_of(const std::string& path) {
    return journal::parse_file_name(std::filesystem::path{path}.filename().string());
}

// Looks at files one after the other.
class Inspection {
  public:
    Inspection(uint32_t day, bool take_open) : day_{day}, take_open_{take_open} {}

    Status look_at(const std::string& path, bool last) {
        auto opened = ArchiveReader::open(path);
        if (!opened.ok()) return opened.error();
        const journal::ArchiveScan& file = opened.value()->file();
        const auto wrong = [&](const std::string& why) {
            return Error{Errc::Invalid, path + ": byte 0: " + why};
        };
        if (file.header().day != day_) {
            return wrong("it holds the day " + std::to_string(file.header().day) + ", not " +
                         std::to_string(day_));
        }
        if (file.header().first_offset <= last_offset_) {
            return wrong("it begins at offset " + std::to_string(file.header().first_offset) +
                         ", and " + before_ + " reaches to " + std::to_string(last_offset_) +
                         ": the files are in the wrong order, or not of one record");
        }
        const auto name = name_of(path);
        if (name && number_ && name->number != *number_ + 1) {
            return wrong("it is number " + std::to_string(name->number) + " of the day, and " +
                         before_ + " is number " + std::to_string(*number_) +
                         ": what is between them is missing");
        }
        number_ = name ? std::optional{name->number} : std::nullopt;
        before_ = path;
        last_offset_ = file.header().first_offset;
        return file.closed() ? look_at_index(path, *file.index()) : may_be_open(path, file, last);
    }

  private:
    Status look_at_index(const std::string& path, const journal::Index& index) {
        for (const journal::IndexEntry& entry : index.blocks) {
            const journal::BlockHeader& block = entry.block;
            if (block.kind == journal::BlockKind::Gap) {
                return Error{Errc::Invalid, path + ": block " + std::to_string(block.number) +
                                                " at byte " + std::to_string(entry.position) +
                                                ": " +
                                                offsets({block.first_offset, block.last_offset})};
            }
            last_offset_ = std::max(last_offset_, block.last_offset);
        }
        return base::Unit{};
    }

    [[nodiscard]] Status may_be_open(const std::string& path, const journal::ArchiveScan& file,
                                     bool last) const {
        if (last && take_open_) return base::Unit{};
        return Error{Errc::Invalid,
                     path + ": byte " + std::to_string(file.file_bytes()) +
                         ": it ends without an index: it is still being written, or was cut" +
                         (last ? "; --open takes it as it is" : ", and another file follows")};
    }

    const uint32_t day_;
    const bool take_open_;
    std::string before_;
    std::optional<uint32_t> number_;
    int64_t last_offset_ = -1;
};

}  // namespace

Result<std::vector<std::string>> choose_archives(const std::vector<std::string>& paths,
                                                 uint32_t day, bool take_open) {
    std::vector<std::string> chosen;
    for (const std::string& path : paths) {
        const auto found = journal::archive_paths(path);
        if (!found.ok()) return found.error();
        chosen.insert(chosen.end(), found.value().begin(), found.value().end());
    }
    Inspection inspection{day, take_open};
    for (const std::string& path : chosen) {
        if (Status good = inspection.look_at(path, &path == &chosen.back()); !good.ok()) {
            return good.error();
        }
    }
    return chosen;
}

Result<std::optional<journal::Record>> Archives::next() {
    while (true) {
        if (open_ == nullptr) {
            if (paths_.empty()) return std::optional<journal::Record>{};
            auto opened = ArchiveReader::open(paths_.front());
            if (!opened.ok()) return opened.error();
            paths_.pop_front();
            open_ = std::move(opened).value();
        }
        auto read = open_->next();
        if (!read.ok()) return read.error();
        if (!open_->gaps().empty()) {
            return Error{Errc::Invalid, open_->file().path() + ": block " +
                                            std::to_string(open_->block()) + ": " +
                                            offsets(open_->gaps().front())};
        }
        std::optional<journal::Record> record = std::move(read).value();
        if (!record) {
            open_.reset();
            continue;
        }
        if (record->offset <= last_offset_) {
            return Error{Errc::Invalid, open_->file().path() + ": block " +
                                            std::to_string(open_->block()) + ": offset " +
                                            std::to_string(record->offset) + " is not behind " +
                                            std::to_string(last_offset_)};
        }
        last_offset_ = record->offset;
        if (record->offset >= from_) return record;
    }
}

}  // namespace replay
