#include "consumers/archive/recovery.h"

#include <algorithm>
#include <filesystem>
#include <functional>
#include <limits>
#include <system_error>
#include <utility>

#include "common/base/clock.h"
#include "common/base/exchange_clock.h"
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
    Recovery(const std::string& folder, BegunFiles begun, ContentsReader& reader)
        : folder_{folder}, reader_{reader} {
        found_.begun = std::move(begun);
        found_.taken_away = found_.begun;
    }

    Status read_files(const std::vector<journal::ArchiveName>& names) {
        for (const journal::ArchiveName& name : names) {
            const std::string path = (folder_ / file_name(name)).string();
            found_.taken_away.erase(name);
            if (!journal::is_begun(path)) {
                if (found_.begun.contains(name)) {  // its header was on the disk
                    found_.files.push_back(name);
                    (void)note_damage(name.day, Error{Errc::Invalid, path + ": header: cut short"});
                    continue;
                }
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
        const int64_t from = std::min(first_of_newest(recent), found_.complete + 1);
        for (const File& file : files_) {
            if (file.last < from) continue;
            if (Status read = note_damage(file.day, read_recent(file, from)); !read.ok()) {
                return read;
            }
        }
        return Unit{};
    }

    // Counted by records: numbers have leaps.
    int64_t first_of_newest(int64_t records) {
        std::ranges::sort(blocks_, std::greater{});
        for (const auto& [first, count] : blocks_) {
            records -= count;
            if (records <= 0) return first;
        }
        return 0;
    }

    // Which files somebody has taken away. Where the day had gone on in one of them, the one that
    // is open has its end: numbers rise from file to file, and it may come back.
    Status note_taken_away(uint32_t today) {
        const BegunFiles watch = watched(found_.begun, today);
        std::erase_if(found_.taken_away,
                      [&](const auto& file) { return !watch.contains(file.first); });
        for (const auto& [name, first] : found_.taken_away) {
            const auto open = found_.open.find(name.day);
            if (open == found_.open.end()) continue;
            const std::filesystem::path path{open->second.path()};
            if (journal::parse_file_name(path.filename().string())->number > name.number) continue;
            if (Status closed = close_earlier(name.day); !closed.ok()) return closed;
        }
        return Unit{};
    }

    Recovered take() {
        for (const auto& [number, mark] : marks_) found_.recent.push_back(mark);
        for (auto& [number, record] : several_days_) {
            if (!record.days.empty()) found_.unfinished.push_back(std::move(record));
        }
        found_.written = found_.last;
        if (!found_.damaged.empty()) found_.last += kLeap;
        for (const auto& [name, first] : found_.taken_away) {
            found_.last = std::max(found_.last, first);
        }
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
        found_.first_of_file[name] = scan.value().header().first_offset;
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
        if (Status closed = close_earlier(name.day); !closed.ok()) return closed;
        found_.open.emplace(name.day, std::move(writer));
        return Unit{};
    }

    // The day has gone on in another file: this one was taken away while it was open, and has been
    // put back.
    Status close_earlier(uint32_t day) {
        const auto earlier = found_.open.find(day);
        if (earlier == found_.open.end()) return Unit{};
        const Status closed = earlier->second.close();
        found_.open.erase(earlier);
        return note_damage(day, closed);
    }

    void note_blocks(const std::string& path, uint32_t day,
                     const std::vector<journal::IndexEntry>& blocks) {
        File file{path, day, -1};
        for (const journal::IndexEntry& entry : blocks) {
            file.last = std::max(file.last, entry.block.last_offset);
            blocks_.emplace_back(entry.block.first_offset, entry.block.records);
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
    std::vector<std::pair<int64_t, uint32_t>> blocks_;  // first number, records
    std::map<int64_t, uint64_t> marks_;                 // of the newest records, by number
    std::map<int64_t, Unfinished> several_days_;        // of those that may be unfinished
};

}  // namespace

Result<Recovered> recover(const std::string& folder, int64_t recent, ContentsReader& reader) {
    const auto names = journal::list_archives(folder);
    if (!names.ok()) return names.error();
    auto begun = read_begun(folder);
    if (!begun.ok()) return begun.error();
    Recovery recovery{folder, std::move(begun).value(), reader};
    Status done = recovery.read_files(names.value());
    if (done.ok()) done = recovery.read_recent(recent);
    const int64_t now_us = base::wall_now().us;
    if (done.ok()) {
        done = recovery.note_taken_away(base::exchange_time(now_us, base::kExchangeOffsetS).day);
    }
    if (!done.ok()) return done.error();
    return recovery.take();
}

}  // namespace archive
