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

constexpr uint32_t kQuietDoublingsMax = 8;

// It is never closed: nothing could follow it.
bool is_last_of_day(uint32_t number) { return number + 1 >= journal::kFilesOfDayMax; }

void tell(const Recovered& recovered) {
    for (const std::string& reason : recovered.damaged) {
        logging::error("a file of the archive is damaged; it is left as it is",
                       {{"reason", reason}});
    }
    for (const auto& [name, first] : recovered.taken_away) {
        logging::error("a file of the archive has been taken away; its name and numbers stay free",
                       {{"file", file_name(name)}});
    }
    logging::info("archive read", {{"files", recovered.files.size()},
                                   {"last", recovered.last},
                                   {"cut_bytes", recovered.cut_bytes}});
}

}  // namespace

Result<DayFiles> DayFiles::open(const std::string& folder, int32_t partitions,
                                const Limits& limits) {
    std::error_code error;
    std::filesystem::create_directories(folder, error);
    if (error) return Error{Errc::Fatal, "make " + folder + ": " + error.message()};
    auto lock = FolderLock::take(folder);  // before a block is cut that somebody is writing
    if (!lock.ok()) return lock.error();
    ContentsReader reader{partitions};
    auto found = recover(folder, kRecentMax, reader);
    if (!found.ok()) return found.error();
    DayFiles files{folder, std::move(lock).value(), limits};
    Status finished = files.finish(std::move(found).value());
    if (!finished.ok()) return finished.error();
    return files;
}

// The files are complete up to the last number only behind this, and a writer that ends on the way
// leaves behind what it found: until then no block may say that they are.
Status DayFiles::finish(Recovered recovered) {
    tell(recovered);
    begun_ = recovered.taken_away;
    for (const journal::ArchiveName& name : recovered.files) {
        begun_.emplace(name, 0);
        latest_day_ = std::max(latest_day_, name.day);
    }
    for (auto& [name, first] : begun_) {
        next_number_[name.day] = name.number + 1;
        const auto known = recovered.first_of_file.find(name);
        if (known != recovered.first_of_file.end()) first = known->second;
    }
    written_to_ = recovered.written;
    if (begun_ != recovered.begun) {
        if (Status written = write_begun(folder_, begun_); !written.ok()) return written;
    }
    last_day_ = latest_day_;
    const base::MonoTime now = base::mono_now();
    for (auto& [day, writer] : recovered.open) {
        const auto name =
            journal::parse_file_name(std::filesystem::path{writer.path()}.filename().string());
        open_.emplace(day, OpenDay{std::move(writer), name->number, now});
    }
    next_ = recovered.last + 1;
    complete_to_ = recovered.complete;
    for (const uint64_t mark : recovered.recent) recent_.add(mark);
    damaged_ = recovered.damaged.size();
    totals_.verify_failures = static_cast<int64_t>(recovered.damaged.size());
    for (Unfinished& one : recovered.unfinished) {
        const int64_t number = one.record.offset;
        for (const uint32_t day : one.days) {
            // Numbers rise in a file: where its day has gone further, it takes another one.
            const auto last = recovered.last_of_day.find(day);
            const bool behind = last == recovered.last_of_day.end() || last->second < number;
            one.record.offset = behind ? number : next_++;
            Status added = add_to(day, one.record, one.facts, now);
            unwritten_ = unwritten_ || one.record.offset > written_to_;
            if (added.ok() && block_full()) added = write_waiting();
            if (!added.ok()) return added;
        }
        logging::info("a record that was not in the files of all its days is now",
                      {{"number", number}, {"days", one.days.size()}});
    }
    return flush();
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
        Status added = add_to(day, record, contents.facts, now);
        if (!added.ok()) return added.error();
    }
    recent_.add(mark);
    ++next_;
    unwritten_ = true;
    ++totals_.records;
    return Added::Taken;
}

Status DayFiles::add_to(uint32_t day, const journal::Record& record, const journal::Facts& facts,
                        base::MonoTime now) {
    auto file = file_of(day, record.offset, now);
    if (!file.ok()) return file.error();
    journal::ArchiveWriter& writer = file.value()->writer;
    waiting_bytes_ -= writer.waiting_bytes();
    writer.add(record, facts);
    waiting_bytes_ += writer.waiting_bytes();
    file.value()->written = now;
    return waiting_bytes_ < limits_.waiting_bytes_max ? Unit{} : write_waiting();
}

Result<DayFiles::OpenDay*> DayFiles::file_of(uint32_t day, int64_t number, base::MonoTime now) {
    const auto found = open_.find(day);
    if (found != open_.end() && !found->second.writer.full()) return &found->second;
    if (found != open_.end()) {
        if (is_last_of_day(found->second.number)) return &found->second;
        if (Status closed = close(day); !closed.ok()) return closed.error();
    }
    const uint32_t file_number = next_number_[day]++;
    if (file_number >= journal::kFilesOfDayMax) {
        return Error{Errc::Fatal, folder_ + ": too many files of day " + std::to_string(day)};
    }
    auto writer = journal::ArchiveWriter::create(path({day, file_number}), {day, number});
    if (!writer.ok()) return writer.error();
    begun_.emplace(journal::ArchiveName{day, file_number}, number);
    if (Status written = write_begun(folder_, begun_); !written.ok()) return written.error();
    latest_day_ = std::max(latest_day_, day);
    logging::info("file of the archive begun", {{"day", day}, {"number", file_number}});
    OpenDay* file =
        &open_.emplace(day, OpenDay{std::move(writer).value(), file_number, now}).first->second;
    spare_descriptors();
    return file;
}

void DayFiles::spare_descriptors() {
    if (open_.size() <= limits_.descriptors_max) return;
    for (auto& [day, file] : open_) {
        if (file.writer.holds_descriptor()) file.writer.release();
    }
}

Status DayFiles::write(OpenDay& file) {
    if (file.writer.empty()) return Unit{};
    const uint64_t before = file.writer.bytes();
    const size_t waiting = file.writer.waiting_bytes();
    Status flushed = file.writer.flush(complete_to());
    if (!flushed.ok()) return flushed;
    waiting_bytes_ -= waiting;
    totals_.raw_bytes += static_cast<int64_t>(waiting);
    totals_.written_bytes += static_cast<int64_t>(file.writer.bytes() - before);
    ++totals_.blocks;
    if (open_.size() > limits_.descriptors_max) file.writer.release();
    return Unit{};
}

Status DayFiles::write_waiting() {
    for (auto& [day, file] : open_) {
        if (Status written = write(file); !written.ok()) return written;
    }
    return Unit{};
}

Status DayFiles::flush() {
    Status written = write_waiting();
    if (!written.ok()) return written;
    complete_to_ = next_ - 1;
    if (unwritten_) written_to_ = complete_to_;
    unwritten_ = false;
    return Unit{};
}

Status DayFiles::forget(const journal::ArchiveName& name) {
    BegunFiles rest = begun_;
    if (rest.erase(name) == 0) return Unit{};
    Status written = write_begun(folder_, rest);
    if (written.ok()) begun_ = std::move(rest);
    return written;
}

std::vector<journal::ArchiveName> DayFiles::missing(const std::vector<journal::ArchiveName>& there,
                                                    uint32_t today) const {
    BegunFiles gone = watched(begun_, today);
    for (const journal::ArchiveName& name : there) gone.erase(name);
    std::vector<journal::ArchiveName> names;
    for (const auto& [name, first] : gone) names.push_back(name);
    return names;
}

Status DayFiles::look() const {
    for (const auto& [day, file] : open_) {
        if (Status there = file.writer.look(); !there.ok()) return there;
    }
    return Unit{};
}

Status DayFiles::close_quiet(int64_t quiet_us, base::MonoTime now) {
    std::vector<uint32_t> over;
    size_t blocks = 0;
    const OpenDay* largest = nullptr;
    for (const auto& [day, file] : open_) {
        const int64_t wait_us = quiet_us << std::min(file.number, kQuietDoublingsMax);
        const bool last = is_last_of_day(file.number);
        if (!last && day < latest_day_ && now - file.written >= wait_us) over.push_back(day);
        blocks += file.writer.blocks().size();
        if (!last &&
            (largest == nullptr || file.writer.blocks().size() > largest->writer.blocks().size())) {
            largest = &file;
        }
    }
    if (blocks > limits_.blocks_max && over.empty() && largest != nullptr) {
        over.push_back(largest->writer.header().day);
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
    Status closed = write(file);
    if (closed.ok()) closed = file.writer.close();
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
