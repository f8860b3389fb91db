#include "consumers/archive/archive_worker.h"

#include <algorithm>
#include <filesystem>
#include <utility>

#include "common/base/disk_room.h"
#include "common/journal/archive_file.h"
#include "common/log/log.h"
#include "consumers/archive/retention.h"

namespace archive {
namespace {

using base::Status;
using base::Unit;

constexpr int64_t kLookAfterUs = 1'000'000;
constexpr int64_t kBehindUsMax = 31 * 86'400'000'000;  // longer than anybody was down

bool has_index(const std::string& path) {
    const auto file = journal::ArchiveFile::open(path, journal::ArchiveFile::Mode::Read);
    if (!file.ok()) return false;
    const auto size = file.value().size();
    const size_t mark = journal::kCloseMagic.size();
    std::string bytes;
    return size.ok() && size.value() > mark &&
           file.value().read(size.value() - mark, mark, bytes).ok() &&
           bytes == journal::kCloseMagic;
}

}  // namespace

ArchiveWorker::ArchiveWorker(const ArchiveConfig& config, DayFiles files, ArchiveMetrics& metrics,
                             journal::Handover& handover, HeadsKeeper* heads)
    : config_{config},
      metrics_{metrics},
      handover_{handover},
      heads_{heads},
      files_{std::move(files)},
      marks_{journal::read_marks(config.folder)},
      contents_{config.partitions},
      flushed_us_{base::mono_now().us},
      looked_after_{} {
    thread_ = std::thread{[this] { run(); }};
}

ArchiveWorker::~ArchiveWorker() {
    handover_.close();
    thread_.join();
}

void ArchiveWorker::run() {
    Status status = Unit{};
    while (status.ok() && !handover_.closed()) status = turn();
    if (status.ok() && has_room()) status = flush();
    if (!status.ok()) handover_.post(journal::Failed{status.error().what});
}

Status ArchiveWorker::turn() {
    receive();
    Status done = Unit{};
    if (has_room()) {
        for (journal::Inbound& inbound : std::exchange(waiting_, {})) {
            done = take(inbound);
            if (!done.ok()) return done;
        }
        done = flush_if_due();
    }
    if (done.ok()) done = look_after_files();
    show();
    return done;
}

void ArchiveWorker::receive() {
    for (journal::Inbound& inbound : handover_.take_all()) waiting_.push_back(std::move(inbound));
    std::erase_if(waiting_, [&](const auto& inbound) { return inbound.epoch != epoch_; });
}

Status ArchiveWorker::take(journal::Inbound& inbound) {
    if (oldest_us_ == 0) oldest_us_ = inbound.received.us;  // before anything that may hang
    if (const auto token = journal::token_of_mark(inbound.record)) return answer(*token, inbound);
    const Contents contents = contents_.read(inbound.record);
    const auto added =
        files_.add(inbound.record, contents, inbound.again, today(), base::mono_now());
    if (!added.ok()) return added.error();
    if (added.value() == DayFiles::Added::Repeated) metrics_.repeated.add();
    const int64_t behind_us = base::wall_now().us - contents.received_us;
    // A time of 1970 is an odd event's (milliseconds, or none), and no measure.
    if (behind_us < kBehindUsMax) metrics_.behind_seconds.set_us(std::max<int64_t>(0, behind_us));
    for (const auto& [key, seq] : contents.heads) {
        int64_t& head = new_heads_[key];
        head = std::max(head, seq);
    }
    handover_.note(inbound);
    // A full block goes out at once: it must not grow beyond its limit.
    return files_.block_full() ? flush() : Unit{};
}

// Redelivered messages do not always come in their old order, so a mark among them proves nothing;
// its sender puts another one.
Status ArchiveWorker::answer(const std::string& token, const journal::Inbound& inbound) {
    handover_.note(inbound);
    if (inbound.again) return Unit{};
    Status done = flush();
    if (!done.ok()) return done;
    marks_.push_back({token, files_.complete_to()});
    if (marks_.size() > journal::kMarksMax) marks_.pop_front();
    metrics_.marks.add();
    return journal::write_marks(config_.folder, marks_);
}

Status ArchiveWorker::flush_if_due() {
    if (handover_.noted() == 0) {
        flushed_us_ = base::mono_now().us;
        return Unit{};
    }
    const bool old = base::mono_now().us - oldest_us_ >= config_.flush_ms * 1000;
    const bool many = handover_.noted() >= size_t{config_.prefetch} / 2;
    return old || many ? flush() : Unit{};
}

Status ArchiveWorker::flush() {
    const base::MonoTime begun = base::mono_now();
    Status flushed = files_.flush();
    if (!flushed.ok()) return flushed;
    const base::MonoTime done = base::mono_now();
    flushed_us_ = done.us;
    if (handover_.noted() > 0) metrics_.flush_seconds.record_us(done - begun);
    if (heads_ != nullptr) heads_->tell(std::exchange(new_heads_, {}), files_.written_to());
    handover_.settle();
    oldest_us_ = 0;
    return Unit{};
}

uint32_t ArchiveWorker::today() const {
    return base::exchange_time(base::wall_now().us, config_.utc_offset_s).day;
}

bool ArchiveWorker::has_room() {
    const int64_t free = base::free_bytes(config_.folder);
    if (free < 0) return true;  // writing will tell why
    const bool room = free >= config_.min_free_bytes;
    metrics_.free_bytes.set(free);
    if (room != (metrics_.refusing.value() == 0)) {
        metrics_.refusing.set(room ? 0 : 1);
        if (room) {
            logging::info("the disk has room again", {{"free_bytes", free}});
        } else {
            logging::error("too little room on the disk: nothing is archived until there is more",
                           {{"free_bytes", free}, {"min_free_bytes", config_.min_free_bytes}});
        }
    }
    return room;
}

Status ArchiveWorker::look_after_files() {
    if (base::mono_now() - looked_after_ < kLookAfterUs) return Unit{};
    looked_after_ = base::mono_now();
    const bool room = has_room();
    Status done = files_.look();
    if (room && done.ok()) {
        done = files_.close_quiet(config_.close_quiet_s * 1'000'000, looked_after_);
    }
    remove_old();
    return done;
}

void ArchiveWorker::remove_old() {
    const auto names = journal::list_archives(config_.folder);
    if (!names.ok()) return;
    const bool limited = config_.keep_days > 0 || config_.keep_bytes_max > 0;
    std::vector<KeptFile> kept;
    int64_t bytes = 0;
    const auto path = [&](const journal::ArchiveName& name) {
        return (std::filesystem::path{config_.folder} / file_name(name)).string();
    };
    for (const journal::ArchiveName& name : names.value()) {
        std::error_code error;
        const auto size = static_cast<int64_t>(std::filesystem::file_size(path(name), error));
        if (error) continue;
        bytes += size;
        const bool closed = limited && !files_.is_open(name) && has_index(path(name));
        kept.push_back({name, size, closed});
    }
    // Events name days as they like; which one is open, the database says.
    const uint32_t open_day = heads_ != nullptr ? heads_->open_day() : today();
    for (const KeptFile& file :
         to_remove(kept, {config_.keep_days, config_.keep_bytes_max, open_day})) {
        std::error_code error;
        if (!std::filesystem::remove(path(file.name), error)) continue;
        if (const Status forgotten = files_.forget(file.name); !forgotten.ok()) {
            logging::warn("a file that was removed is not forgotten yet",
                          {{"reason", forgotten.error().what}});
        }
        bytes -= file.bytes;
        metrics_.removed_files.add();
        logging::info("file of the archive removed by the retention policy",
                      {{"file", path(file.name)}, {"bytes", file.bytes}});
    }
    const auto missing = files_.missing(names.value(), today());
    metrics_.missing_files.set(static_cast<int64_t>(missing.size()));
    if (heads_ != nullptr && open_day != 0) {
        heads_->tell_missing(std::ranges::count(missing, open_day, &journal::ArchiveName::day));
    }
    metrics_.files.set(static_cast<int64_t>(kept.size()));
    metrics_.bytes.set(bytes);
}

void ArchiveWorker::show() {
    const DayFiles::Totals& now = files_.totals();
    metrics_.records.add(now.records - shown_.records);
    metrics_.raw_bytes.add(now.raw_bytes - shown_.raw_bytes);
    metrics_.written_bytes.add(now.written_bytes - shown_.written_bytes);
    metrics_.blocks.add(now.blocks - shown_.blocks);
    metrics_.closed_files.add(now.closed_files - shown_.closed_files);
    metrics_.verify_failures.add(now.verify_failures - shown_.verify_failures);
    shown_ = now;
    metrics_.damaged_files.set(static_cast<int64_t>(files_.damaged_files()));
    metrics_.complete_offset.set(files_.complete_to());
    metrics_.lag_records.set(files_.next() - 1 - files_.complete_to());
}

void ArchiveWorker::show_ages() const {
    const int64_t oldest_us = oldest_us_;
    const int64_t flushed_us = flushed_us_;
    const int64_t now_us = base::mono_now().us;
    metrics_.oldest_waiting_seconds.set_us(oldest_us == 0 ? 0 : now_us - oldest_us);
    metrics_.since_flush_seconds.set_us(now_us - flushed_us);
}

}  // namespace archive
