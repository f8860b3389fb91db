#pragma once

#include <atomic>
#include <string>
#include <thread>

#include "common/journal/handover.h"
#include "consumers/archive/archive_config.h"
#include "consumers/archive/archive_metrics.h"
#include "consumers/archive/day_files.h"

namespace archive {

// The thread that writes: takes records from its handover, puts them into the files of their days,
// and reports what is durable. Also closes days, removes what may go, and writes nothing while the
// disk has too little room.
class ArchiveWorker {
  public:
    // `handover` and `metrics` must outlive it.
    ArchiveWorker(const ArchiveConfig& config, DayFiles files, ArchiveMetrics& metrics,
                  journal::Handover& handover);
    ~ArchiveWorker();  // flushes what it has
    ArchiveWorker(const ArchiveWorker&) = delete;
    ArchiveWorker& operator=(const ArchiveWorker&) = delete;

    // Loop thread. By the clock, not by the worker's turns: a disk that hangs holds these up.
    void show_ages() const;

  private:
    void run();
    base::Status turn();
    base::Status take(const journal::Inbound& inbound);
    base::Status flush_if_due();
    base::Status flush();
    base::Status look_after_files();
    bool has_room();
    void remove_old();
    void show();

    const ArchiveConfig config_;
    ArchiveMetrics& metrics_;
    journal::Handover& handover_;
    DayFiles files_;
    DayFiles::Totals shown_;
    ContentsReader contents_;
    std::atomic<int64_t> oldest_us_ = 0;  // of what is not durable; 0: all of it is
    std::atomic<int64_t> flushed_us_;
    base::MonoTime looked_after_;
    int64_t newest_offset_ = -1;
    std::thread thread_;  // last: it uses all of the above
};

}  // namespace archive
