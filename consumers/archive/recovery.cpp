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

void take_complete_to(const File& file, Recovered& recovered) {
    for (const journal::IndexEntry& entry : file.blocks) {
        recovered.complete_to =
            std::max(recovered.complete_to.value_or(-1), entry.block.complete_to);
    }
}

// The offsets behind `complete_to`: of blocks of the last writing, which need not have come to its
// end in all files.
Status take_ahead(const File& file, Recovered& recovered) {
    const int64_t complete = *recovered.complete_to;
    if (file.blocks.empty() || file.blocks.back().block.last_offset <= complete) return Unit{};
    journal::Selection selection;
    selection.from_offset = complete + 1;
    auto opened = journal::ArchiveReader::open(file.path, selection);
    if (!opened.ok()) return opened.error();
    const auto reader = std::move(opened).value();
    while (true) {
        auto record = reader->next();
        if (!record.ok()) return record.error();
        if (!record.value()) break;
        if (record.value()->offset > complete) recovered.ahead.insert(record.value()->offset);
    }
    for (const journal::OffsetGap& gap : reader->gaps()) {
        // A gap is written when all before it is complete, and alone.
        if (gap.first == *recovered.complete_to + 1) recovered.complete_to = gap.last;
    }
    return Unit{};
}

// Nothing where a gap, or a damaged file, is in its place.
std::optional<uint64_t> mark_at(int64_t offset, const std::vector<File>& files) {
    for (const File& file : files) {
        const bool holds = std::ranges::any_of(file.blocks, [&](const auto& entry) {
            return entry.block.first_offset <= offset && offset <= entry.block.last_offset;
        });
        if (!holds) continue;
        journal::Selection selection;
        selection.from_offset = offset;
        auto opened = journal::ArchiveReader::open(file.path, selection);
        if (!opened.ok()) continue;
        const auto reader = std::move(opened).value();
        auto record = reader->next();
        while (record.ok() && record.value() && record.value()->offset < offset) {
            record = reader->next();
        }
        if (record.ok() && record.value() && record.value()->offset == offset) {
            return journal::mark_of(*record.value());
        }
    }
    return std::nullopt;
}

bool was_not_begun(const std::string& path) {
    std::error_code error;
    const auto bytes = std::filesystem::file_size(path, error);
    return !error && bytes < journal::kFileHeaderBytes;
}

}  // namespace

Result<Recovered> recover(const std::string& folder) {
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
            take_complete_to(file.value(), recovered);
            files.push_back(std::move(file).value());
        } else if (file.error().code == Errc::Invalid) {
            recovered.damaged.push_back(file.error().what);
        } else {
            return file.error();
        }
    }
    if (!recovered.complete_to) return recovered;
    for (const File& file : files) {
        const Status taken = take_ahead(file, recovered);
        if (taken.ok()) continue;
        if (taken.error().code != Errc::Invalid) return taken.error();
        recovered.damaged.push_back(taken.error().what);
    }
    std::erase_if(recovered.ahead,
                  [&](int64_t offset) { return offset <= *recovered.complete_to; });
    while (recovered.ahead.erase(*recovered.complete_to + 1) > 0) ++*recovered.complete_to;
    recovered.last_mark = mark_at(*recovered.complete_to, files);
    return recovered;
}

}  // namespace archive
