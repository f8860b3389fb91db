#include "consumers/archive/day_files.h"

#include <algorithm>
#include <filesystem>
#include <utility>

#include "common/journal/record_mark.h"
#include "common/log/log.h"
#include "consumers/archive/recovery.h"

namespace archive {
namespace {

using base::Errc;
using base::Error;
using base::Result;
using base::Status;
using base::Unit;

constexpr size_t kOpenFilesMax = 64;  // a source that names many days must not use up descriptors

void tell(const Recovered& recovered) {
    for (const std::string& reason : recovered.damaged) {
        logging::error("a file of the archive is damaged; it is left as it is",
                       {{"reason", reason}});
    }
    logging::info("archive read", {{"files", recovered.files.size()},
                                   {"last", recovered.last},
                                   {"cut_bytes", recovered.cut_bytes}});
}

}  // namespace

Result<DayFiles> DayFiles::open(const std::string& folder) {
    std::error_code error;
    std::filesystem::create_directories(folder, error);
    if (error) return Error{Errc::Fatal, "make " + folder + ": " + error.message()};
    auto lock = FolderLock::take(folder);  // before a block is cut that somebody is writing
    if (!lock.ok()) return lock.error();
    auto found = recover(folder, kRecentMax);
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
    files.next_ = recovered.last + 1;
    files.complete_to_ = recovered.last;
    for (const uint64_t mark : recovered.recent) files.recent_.add(mark);
    files.damaged_ = recovered.damaged.size();
    files.totals_.verify_failures = static_cast<int64_t>(recovered.damaged.size());
    return files;
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

Result<DayFiles::Added> DayFiles::add(journal::Record& record, const Contents& contents, bool again,
                                      uint32_t today, base::MonoTime now) {
    const uint64_t mark = journal::mark_of(record);
    if (again && recent_.contains(mark)) return Added::Repeated;
    record.offset = next_;
    if (!contents.days.empty()) last_day_ = *contents.days.begin();
    if (last_day_ == 0) last_day_ = today;
    const std::set<uint32_t> days =
        contents.days.empty() ? std::set<uint32_t>{last_day_} : contents.days;
    for (const uint32_t day : days) {
        auto file = file_of(day, now);
        if (!file.ok()) return file.error();
        file.value()->writer.add(record, contents.facts);
        file.value()->written = now;
    }
    recent_.add(mark);
    ++next_;
    ++totals_.records;
    return Added::Taken;
}

Result<DayFiles::OpenDay*> DayFiles::file_of(uint32_t day, base::MonoTime now) {
    auto found = open_.find(day);
    if (found != open_.end() && !found->second.writer.full()) return &found->second;
    Status room = flush();
    if (room.ok()) room = found != open_.end() ? close(day) : make_room();
    if (!room.ok()) return room.error();
    const uint32_t number = next_number_[day]++;
    if (number >= journal::kFilesOfDayMax) {
        return Error{Errc::Fatal, folder_ + ": too many files of day " + std::to_string(day)};
    }
    auto writer = journal::ArchiveWriter::create(path({day, number}), {day, next_});
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
    complete_to_ = next_ - 1;
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
