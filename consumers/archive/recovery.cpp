#include "consumers/archive/recovery.h"

#include <algorithm>
#include <filesystem>
#include <limits>
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

// A file that cannot be read whole may have given out more numbers than are seen here; one that is
// gone has, and may come back.
constexpr int64_t kLeap = 1 << 20;
constexpr int64_t kLeapOfFiles = int64_t{1} << 40;
constexpr int64_t kUnknown = std::numeric_limits<int64_t>::max();

struct File {
    std::string path;
    uint32_t day = 0;
    int64_t last = -1;
};

class Recovery {
  public:
    Recovery(const std::string& folder, ContentsReader& reader) : folder_{folder}, reader_{reader} {
        found_.taken_away = read_begun(folder);
    }

    Status read_files(const std::vector<journal::ArchiveName>& names) {
        for (const journal::ArchiveName& name : names) {
            const std::string path = (folder_ / file_name(name)).string();
            found_.taken_away.erase(name);
            if (!journal::is_begun(path)) {
                std::error_code error;
                if (!std::filesystem::remove(path, error)) {
                    return Error{Errc::Fatal, "remove " + path + ": " + error.message()};
                }
                continue;
            }
            found_.files.push_back(name);
            if (Status read = note_damage(name.day, read_blocks(path, name)); !read.ok()) {
                return read;
            }
        }
        return Unit{};
    }

    Status read_recent(int64_t recent) {
        const int64_t from = std::min(found_.last - recent, found_.complete) + 1;
        for (const File& file : files_) {
            if (file.last < from) continue;
            if (Status read = note_damage(file.day, read_recent(file, from)); !read.ok()) {
                return read;
            }
        }
        return Unit{};
    }

    Recovered take() {
        for (const auto& [number, mark] : marks_) found_.recent.push_back(mark);
        for (auto& [number, record] : several_days_) {
            if (!record.days.empty()) found_.unfinished.push_back(std::move(record));
        }
        if (!found_.damaged.empty()) found_.last += kLeap;
        if (!found_.taken_away.empty()) found_.last += kLeapOfFiles;
        return std::move(found_);
    }

  private:
    Status note_damage(uint32_t day, Status read) {
        if (read.ok() || read.error().code != Errc::Invalid) return read;
        found_.damaged.push_back(read.error().what);
        found_.last_of_day[day] = kUnknown;
        return Unit{};
    }

    // A file that is not closed is made ready to be gone on with.
    Status read_blocks(const std::string& path, const journal::ArchiveName& name) {
        auto scan = journal::ArchiveScan::open(path);
        if (!scan.ok()) return scan.error();
        if (scan.value().closed()) {
            note_blocks(path, name.day, scan.value().index()->blocks);
            return Unit{};
        }
        auto resumed = journal::ArchiveWriter::resume(path);
        if (!resumed.ok()) return resumed.error();
        journal::ArchiveWriter writer = std::move(resumed).value();
        writer.release();  // any number of days may be open
        found_.cut_bytes += writer.cut_bytes();
        note_blocks(path, name.day, writer.blocks());
        found_.open.erase(name.day);  // one before it of the same day was left damaged
        found_.open.emplace(name.day, std::move(writer));
        return Unit{};
    }

    void note_blocks(const std::string& path, uint32_t day,
                     const std::vector<journal::IndexEntry>& blocks) {
        File file{path, day, -1};
        for (const journal::IndexEntry& entry : blocks) {
            file.last = std::max(file.last, entry.block.last_offset);
            found_.complete = std::max(found_.complete, entry.block.complete_to);
        }
        found_.last = std::max({found_.last, file.last, found_.complete});
        int64_t& last_of_day = found_.last_of_day.try_emplace(day, -1).first->second;
        last_of_day = std::max(last_of_day, file.last);
        files_.push_back(std::move(file));
    }

    Status read_recent(const File& file, int64_t from) {
        journal::Selection selection;
        selection.from_offset = from;
        auto opened = journal::ArchiveReader::open(file.path, selection);
        if (!opened.ok()) return opened.error();
        while (true) {
            auto next = opened.value()->next();
            if (!next.ok()) return next.error();
            if (!next.value()) return Unit{};
            note_record(file.day, *std::move(next).value(), from);
        }
    }

    void note_record(uint32_t day, journal::Record record, int64_t from) {
        const int64_t number = record.offset;
        if (number < from) return;
        const bool is_new = marks_.emplace(number, journal::mark_of(record)).second;
        if (number <= found_.complete) return;
        if (is_new) {
            Contents contents = reader_.read(record);
            if (contents.days.size() < 2) return;
            several_days_.emplace(
                number, Unfinished{std::move(record), contents.facts, std::move(contents.days)});
        }
        if (const auto known = several_days_.find(number); known != several_days_.end()) {
            known->second.days.erase(day);
        }
    }

    const std::filesystem::path folder_;
    ContentsReader& reader_;
    Recovered found_;
    std::vector<File> files_;
    std::map<int64_t, uint64_t> marks_;           // of the newest records, by number
    std::map<int64_t, Unfinished> several_days_;  // of those that may be unfinished
};

}  // namespace

Result<Recovered> recover(const std::string& folder, int64_t recent, ContentsReader& reader) {
    const auto names = journal::list_archives(folder);
    if (!names.ok()) return names.error();
    Recovery recovery{folder, reader};
    Status done = recovery.read_files(names.value());
    if (done.ok()) done = recovery.read_recent(recent);
    if (!done.ok()) return done.error();
    return recovery.take();
}

}  // namespace archive
