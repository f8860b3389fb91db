#include "common/journal/archive_reader.h"

#include <algorithm>
#include <filesystem>
#include <utility>

#include "common/journal/archive_names.h"

namespace journal {

using base::Errc;
using base::Error;
using base::Result;

Result<std::unique_ptr<ArchiveReader>> ArchiveReader::open(const std::string& path,
                                                           Selection selection) {
    Result<ArchiveScan> scan = ArchiveScan::open(path);
    if (!scan.ok()) return scan.error();
    return std::unique_ptr<ArchiveReader>{new ArchiveReader{std::move(scan).value(), selection}};
}

bool ArchiveReader::wanted(const BlockHeader& block) const {
    if (block.last_offset < selection_.from_offset) return false;
    if (block.kind == BlockKind::Gap) return true;
    if (selection_.partition &&
        (*selection_.partition < 0 || *selection_.partition >= int32_t{kPartitionsMax} ||
         !block.partitions[static_cast<size_t>(*selection_.partition)])) {
        return false;
    }
    if (block.first_time_us == 0) return true;
    return block.last_time_us >= selection_.from_us && block.first_time_us <= selection_.to_us;
}

Result<std::optional<Record>> ArchiveReader::next() {
    Record record;
    while (!block_reader_.next(record)) {
        auto found = scan_.next([this](const BlockHeader& block) { return wanted(block); });
        if (!found.ok()) return found.error();
        if (!found.value()) return std::optional<Record>{};
        const ArchiveScan::Found& block = *found.value();
        const base::Status opened = block_reader_.open(block.header, block.payload);
        if (!opened.ok()) {
            return scan_.damaged(block.header.number, block.position, opened.error().what);
        }
        block_ = block.header.number;
        if (block.header.kind == BlockKind::Gap) {
            gaps_.push_back({block.header.first_offset, block.header.last_offset});
        }
    }
    return std::optional{std::move(record)};
}

namespace {

// The files of one day, one after the other.
class DayReader : public Source {
  public:
    explicit DayReader(std::vector<std::string> paths) : paths_{std::move(paths)} {}

    [[nodiscard]] Result<std::optional<Record>> next() override {
        while (true) {
            if (file_ != nullptr) {
                auto record = file_->next();
                if (!record.ok() || record.value()) return record;
                file_.reset();
            }
            if (at_ == paths_.size()) return std::optional<Record>{};
            auto opened = ArchiveReader::open(paths_[at_++]);
            if (!opened.ok()) return opened.error();
            file_ = std::move(opened).value();
        }
    }

  private:
    const std::vector<std::string> paths_;
    size_t at_ = 0;
    std::unique_ptr<ArchiveReader> file_;
};

bool is_day(const std::string& name) {
    return name.size() == 8 &&
           std::all_of(name.begin(), name.end(), [](char c) { return c >= '0' && c <= '9'; });
}

}  // namespace

Result<std::vector<std::string>> archive_paths(const std::string& path) {
    const std::filesystem::path place{path};
    std::error_code error;
    if (!is_day(place.filename().string()) || std::filesystem::exists(place, error)) {
        return std::vector<std::string>{path};
    }
    const std::string folder = place.has_parent_path() ? place.parent_path().string() : ".";
    const auto names = list_archives(folder);
    if (!names.ok()) return names.error();
    std::vector<std::string> paths;
    for (const ArchiveName& name : names.value()) {
        if (std::to_string(name.day) != place.filename()) continue;
        paths.push_back((std::filesystem::path{folder} / file_name(name)).string());
    }
    if (paths.empty()) return Error{Errc::Fatal, path + ": no archive of this day"};
    return paths;
}

Result<std::unique_ptr<Source>> open_archive(const std::string& path) {
    auto paths = archive_paths(path);
    if (!paths.ok()) return paths.error();
    if (paths.value().size() > 1) {
        return std::unique_ptr<Source>{std::make_unique<DayReader>(std::move(paths).value())};
    }
    auto opened = ArchiveReader::open(paths.value().front());
    if (!opened.ok()) return opened.error();
    return std::unique_ptr<Source>{std::move(opened).value()};
}

}  // namespace journal
