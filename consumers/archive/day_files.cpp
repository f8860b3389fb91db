#include "consumers/archive/day_files.h"

#include <algorithm>
#include <filesystem>
#include <utility>

#include "common/log/log.h"
#include "consumers/archive/recovery.h"

namespace archive {
namespace {

using base::Errc;
using base::Error;
using base::Result;
using base::Status;
using base::Unit;

constexpr size_t kOpenFilesMax = 8;  // a source that names many days must not use up descriptors

void tell(const Recovered& recovered) {
    for (const std::string& reason : recovered.damaged) {
        logging::error("a file of the archive is damaged; it is left as it is",
                       {{"reason", reason}});
    }
    logging::info("archive read", {{"files", recovered.files.size()},
                                   {"complete_to", recovered.complete_to.value_or(-1)},
                                   {"ahead", recovered.ahead.size()},
                                   {"cut_bytes", recovered.cut_bytes}});
}

}  // namespace

Result<DayFiles> DayFiles::open(const std::string& folder) {
    std::error_code error;
    std::filesystem::create_directories(folder, error);
    if (error) return Error{Errc::Fatal, "make " + folder + ": " + error.message()};
    auto lock = FolderLock::take(folder);  // before a block is cut that somebody is writing
    if (!lock.ok()) return lock.error();
    auto found = recover(folder);
    if (!found.ok()) return found.error();
    Recovered recovered = std::move(found).value();
    tell(recovered);
    DayFiles files{folder, std::move(lock).value()};
    for (const journal::ArchiveName& name : recovered.files) {
        files.next_number_[name.day] = name.number + 1;
        files.latest_day_ = std::max(files.latest_day_, name.day);
    }
    files.last_day_ = files.latest_day_;
    for (auto& [day, writer] : recovered.open) {
        const auto name =
            journal::parse_file_name(std::filesystem::path{writer.path()}.filename().string());
        files.open_.emplace(day, OpenDay{std::move(writer), name->number, base::mono_now()});
    }
    files.complete_to_ = recovered.complete_to;
    files.seen_ = recovered.complete_to;
    files.last_mark_ = recovered.last_mark;
    files.ahead_ = std::move(recovered.ahead);
    files.damaged_ = recovered.damaged.size();
    files.totals_.verify_failures = static_cast<int64_t>(recovered.damaged.size());
    return files;
}

std::optional<int64_t> DayFiles::next_offset() const {
    if (!seen_) return std::nullopt;
    return *seen_ + 1;
}

std::string DayFiles::path(const journal::ArchiveName& name) const {
    return (std::filesystem::path{folder_} / file_name(name)).string();
}

bool DayFiles::is_open(const journal::ArchiveName& name) const {
    const auto found = open_.find(name.day);
    return found != open_.end() && found->second.number == name.number;
}

bool DayFiles::block_full() const {
    return std::any_of(open_.begin(), open_.end(),
                       [](const auto& entry) { return entry.second.writer.block_full(); });
}

Result<DayFiles::Added> DayFiles::add(const journal::Record& record, const Contents& contents,
                                      uint32_t today, base::MonoTime now) {
    if (seen_ && record.offset <= *seen_) return Added::Repeated;
    const bool gap = seen_ && record.offset > *seen_ + 1;
    if (contents.day != 0) last_day_ = contents.day;
    if (last_day_ == 0) last_day_ = today;
    if (!gap && ahead_.erase(record.offset) > 0) {
        seen_ = record.offset;
        return Added::Repeated;
    }
    auto file = file_of(last_day_, gap ? *seen_ + 1 : record.offset, now);
    if (!file.ok()) return file.error();
    if (gap) {
        const Status marked = mark_gaps(*file.value(), record.offset);
        if (!marked.ok()) return marked.error();
        if (ahead_.erase(record.offset) > 0) {
            seen_ = record.offset;
            return Added::Repeated;
        }
    }
    file.value()->writer.add(record, contents.facts);
    file.value()->written = now;
    // A first record: nothing before it was ever asked for.
    if (!complete_to_) complete_to_ = record.offset - 1;
    seen_ = record.offset;
    ++totals_.records;
    return Added::Taken;
}

Result<DayFiles::OpenDay*> DayFiles::file_of(uint32_t day, int64_t first_offset,
                                             base::MonoTime now) {
    auto found = open_.find(day);
    if (found != open_.end() && !found->second.writer.full()) return &found->second;
    Status room = flush();
    if (room.ok()) room = found != open_.end() ? close(day) : make_room();
    if (!room.ok()) return room.error();
    const uint32_t number = next_number_[day]++;
    if (number >= journal::kFilesOfDayMax) {
        return Error{Errc::Fatal, folder_ + ": too many files of day " + std::to_string(day)};
    }
    auto writer = journal::ArchiveWriter::create(path({day, number}), {day, first_offset});
    if (!writer.ok()) return writer.error();
    latest_day_ = std::max(latest_day_, day);
    logging::info("file of the archive begun", {{"day", day}, {"number", number}});
    return &open_.emplace(day, OpenDay{std::move(writer).value(), number, now}).first->second;
}

// Where too many days are open, the quietest is closed. Nothing may wait.
Status DayFiles::make_room() {
    if (open_.size() < kOpenFilesMax) return Unit{};
    const auto quietest = std::min_element(
        open_.begin(), open_.end(),
        [](const auto& a, const auto& b) { return a.second.written < b.second.written; });
    return close(quietest->first);
}

// All that is missing before an offset; what is durable in between from before is none of it.
Status DayFiles::mark_gaps(OpenDay& file, int64_t before) {
    Status done = flush();
    while (done.ok() && *seen_ + 1 < before) {
        const int64_t first = *seen_ + 1;
        if (ahead_.erase(first) > 0) {
            complete_to_ = seen_ = first;
            continue;
        }
        const auto next = ahead_.empty() ? before : std::min(before, *ahead_.begin());
        done = mark_gap(file, first, next - 1);
    }
    return done;
}

Status DayFiles::mark_gap(OpenDay& file, int64_t first, int64_t last) {
    logging::error("the stream no longer holds messages that were not archived",
                   {{"first_offset", first}, {"last_offset", last}});
    Status marked = file.writer.mark_gap(first, last, complete_to());
    if (!marked.ok()) return marked;
    complete_to_ = last;
    seen_ = last;
    ++totals_.gaps;
    totals_.missing_records += last - first + 1;
    return marked;
}

Status DayFiles::flush() {
    for (auto& [day, file] : open_) {
        if (file.writer.empty()) continue;
        const uint64_t before = file.writer.bytes();
        totals_.raw_bytes += static_cast<int64_t>(file.writer.waiting_bytes());
        Status flushed = file.writer.flush(complete_to());
        if (!flushed.ok()) return flushed;
        totals_.written_bytes += static_cast<int64_t>(file.writer.bytes() - before);
        ++totals_.blocks;
    }
    complete_to_ = seen_;
    return Unit{};
}

Status DayFiles::close_quiet(int64_t quiet_us, base::MonoTime now) {
    std::vector<uint32_t> over;
    for (const auto& [day, file] : open_) {
        if (day < latest_day_ && now - file.written >= quiet_us) over.push_back(day);
    }
    if (over.empty()) return Unit{};
    Status done = flush();
    for (const uint32_t day : over) {
        if (done.ok()) done = close(day);
    }
    return done;
}

Status DayFiles::close(uint32_t day) {
    OpenDay& file = open_.at(day);
    Status closed = file.writer.close();
    if (!closed.ok() && closed.error().code != Errc::Invalid) return closed;
    if (closed.ok()) {
        ++totals_.closed_files;
        logging::info("file of the archive closed and verified",
                      {{"file", file.writer.path()}, {"bytes", file.writer.bytes()}});
    } else {
        ++totals_.verify_failures;
        ++damaged_;
        logging::error("a file of the archive is damaged; it is left as it is",
                       {{"reason", closed.error().what}});
    }
    open_.erase(day);
    return Unit{};
}

}  // namespace archive
