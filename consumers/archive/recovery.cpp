#include "consumers/archive/recovery.h"

#include <algorithm>
#include <filesystem>
#include <system_error>
#include <utility>

#include "common/journal/archive_reader.h"
#include "common/journal/archive_scan.h"
#include "common/journal/record_mark.h"

namespace archive {
namespace {

using base::Errc;
using base::Error;
using base::Result;
using base::Status;
using base::Unit;

struct File {
    std::string path;
    std::vector<journal::IndexEntry> blocks;
};

// The blocks of one file; one that is not closed is made ready to be gone on with.
Result<File> read_blocks(const std::string& path, const journal::ArchiveName& name,
                         Recovered& recovered) {
    auto scan = journal::ArchiveScan::open(path);
    if (!scan.ok()) return scan.error();
    if (scan.value().closed()) return File{path, scan.value().index()->blocks};
    auto resumed = journal::ArchiveWriter::resume(path);
    if (!resumed.ok()) return resumed.error();
    journal::ArchiveWriter writer = std::move(resumed).value();
    recovered.cut_bytes += writer.cut_bytes();
    File file{path, writer.blocks()};
    recovered.open.erase(name.day);  // one before it of the same day was left damaged
    recovered.open.emplace(name.day, std::move(writer));
    return file;
}

// A file that cannot be read whole may have given out more than is seen here.
constexpr int64_t kLeap = 1 << 20;

int64_t last_number(const File& file) {
    int64_t last = -1;
    for (const journal::IndexEntry& entry : file.blocks) {
        last = std::max({last, entry.block.last_offset, entry.block.complete_to});
    }
    return last;
}

// The marks of the records behind `from`, by number.
Status take_recent(const File& file, int64_t from, std::map<int64_t, uint64_t>& recent) {
    if (last_number(file) < from) return Unit{};
    journal::Selection selection;
    selection.from_offset = from;
    auto opened = journal::ArchiveReader::open(file.path, selection);
    if (!opened.ok()) return opened.error();
    const auto reader = std::move(opened).value();
    while (true) {
        auto record = reader->next();
        if (!record.ok()) return record.error();
        if (!record.value()) return Unit{};
        if (record.value()->offset < from) continue;
        recent.emplace(record.value()->offset, journal::mark_of(*record.value()));
    }
}

bool was_not_begun(const std::string& path) {
    std::error_code error;
    const auto bytes = std::filesystem::file_size(path, error);
    return !error && bytes < journal::kFileHeaderBytes;
}

}  // namespace

Result<Recovered> recover(const std::string& folder, int64_t recent) {
    Recovered recovered;
    const auto names = journal::list_archives(folder);
    if (!names.ok()) return names.error();
    std::vector<File> files;
    for (const journal::ArchiveName& name : names.value()) {
        const std::string path = (std::filesystem::path{folder} / file_name(name)).string();
        if (was_not_begun(path)) {
            std::error_code error;
            if (!std::filesystem::remove(path, error)) {
                return Error{Errc::Fatal, "remove " + path + ": " + error.message()};
            }
            continue;
        }
        recovered.files.push_back(name);
        auto file = read_blocks(path, name, recovered);
        if (file.ok()) {
            recovered.last = std::max(recovered.last, last_number(file.value()));
            files.push_back(std::move(file).value());
        } else if (file.error().code == Errc::Invalid) {
            recovered.damaged.push_back(file.error().what);
        } else {
            return file.error();
        }
    }
    std::map<int64_t, uint64_t> marks;
    for (const File& file : files) {
        const Status taken = take_recent(file, recovered.last - recent + 1, marks);
        if (taken.ok()) continue;
        if (taken.error().code != Errc::Invalid) return taken.error();
        recovered.damaged.push_back(taken.error().what);
    }
    for (const auto& [number, mark] : marks) recovered.recent.push_back(mark);
    if (!recovered.damaged.empty()) recovered.last += kLeap;
    return recovered;
}

}  // namespace archive
