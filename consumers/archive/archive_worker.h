#pragma once

#include <atomic>
#include <deque>
#include <string>
#include <thread>

#include "common/journal/handover.h"
#include "common/journal/marks.h"
#include "consumers/archive/archive_config.h"
#include "consumers/archive/archive_metrics.h"
#include "consumers/archive/day_files.h"
#include "consumers/archive/heads_keeper.h"

namespace archive {

// The thread that writes: takes records from its handover, puts them into the files of their days,
// and reports what is durable. Answers marks (common/journal/marks.h). Also closes days, removes
// what may go, and writes nothing while the disk has too little room.
class ArchiveWorker {
  public:
    // `handover`, `metrics` and `heads`, which may be null, must outlive it.
    ArchiveWorker(const ArchiveConfig& config, DayFiles files, ArchiveMetrics& metrics,
                  journal::Handover& handover, HeadsKeeper* heads);
    ~ArchiveWorker();  // flushes what it has
    ArchiveWorker(const ArchiveWorker&) = delete;
    ArchiveWorker& operator=(const ArchiveWorker&) = delete;

    // Loop thread. Messages of other links come again: what waits of them is dropped.
    void set_epoch(uint64_t epoch) { epoch_ = epoch; }
    // Loop thread. By the clock, not by the worker's turns: a disk that hangs holds these up.
    void show_ages() const;

  private:
    void run();
    base::Status turn();
    void receive();
    base::Status take(journal::Inbound& inbound);
    base::Status answer(const std::string& token, const journal::Inbound& inbound);
    base::Status flush_if_due();
    base::Status flush();
    base::Status look_after_files();
    [[nodiscard]] uint32_t today() const;
    bool has_room();
    void remove_old();
    void show();

    const ArchiveConfig config_;
    ArchiveMetrics& metrics_;
    journal::Handover& handover_;
    HeadsKeeper* const heads_;
    DayFiles files_;
    Heads new_heads_;  // not durable yet
    std::deque<journal::Mark> marks_;
    // Received and not in the files yet. While the disk has no room nothing of it is taken; what
    // links that are gone have left goes at once, so it is never more than a prefetch.
    std::deque<journal::Inbound> waiting_;
    std::atomic<uint64_t> epoch_ = 0;
    DayFiles::Totals shown_;
    ContentsReader contents_;
    std::atomic<int64_t> oldest_us_ = 0;  // of what is not durable; 0: all of it is
    std::atomic<int64_t> flushed_us_;
    base::MonoTime looked_after_;
    std::thread thread_;  // last: it uses all of the above
};

}  // namespace archive
