#pragma once

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <functional>
#include <mutex>
#include <string>
#include <thread>
#include <variant>
#include <vector>

#include "common/base/bounded_queue.h"
#include "common/journal/record.h"
#include "consumers/archive/archive_config.h"
#include "consumers/archive/archive_metrics.h"
#include "consumers/archive/day_files.h"

namespace archive {

struct Inbound {
    uint64_t epoch = 0;
    uint64_t tag = 0;
    journal::Record record;
    base::MonoTime received;
};

// What the worker tells the loop.
struct Settled {  // durable: to be acknowledged
    uint64_t epoch = 0;
    std::vector<uint64_t> tags;
};
struct Failed {  // cannot go on: the service must end
    std::string why;
};
using Report = std::variant<Settled, Failed>;

// The thread that writes: takes records from its queue, puts them into the files of their days, and
// reports what is durable. Also closes days, removes what may go, and writes nothing while the disk
// has too little room.
class ArchiveWorker {
  public:
    // False: no room just now; the worker offers the report again.
    using Post = std::function<bool(Report&)>;

    ArchiveWorker(const ArchiveConfig& config, DayFiles files, ArchiveMetrics& metrics, Post post);
    ~ArchiveWorker();
    ArchiveWorker(const ArchiveWorker&) = delete;
    ArchiveWorker& operator=(const ArchiveWorker&) = delete;

    // Loop thread. False: more than the prefetch and a chunk.
    [[nodiscard]] bool try_push(Inbound inbound) { return queue_.try_push(inbound); }
    // Loop thread. By the clock, not by the worker's turns: a disk that hangs holds these up.
    void show_ages() const;
    // Flushes what it has, and ends.
    void close();

  private:
    void run();
    base::Status turn();
    base::Status take(Inbound inbound);
    base::Status flush_if_due();
    base::Status flush();
    base::Status look_after_files();
    bool has_room();
    void remove_old();
    void show();
    bool post(Report report);
    void pause(std::chrono::milliseconds time);  // shorter where it is closed

    const ArchiveConfig config_;
    ArchiveMetrics& metrics_;
    const Post post_;
    base::BoundedQueue<Inbound> queue_;
    DayFiles files_;
    DayFiles::Totals shown_;
    ContentsReader contents_;
    std::vector<Settled> waiting_;  // by epoch: acknowledged once durable
    size_t waiting_messages_ = 0;
    std::atomic<int64_t> oldest_us_ = 0;  // of what is not durable; 0: all of it is
    std::atomic<int64_t> flushed_us_;
    base::MonoTime looked_after_;
    int64_t newest_offset_ = -1;
    std::mutex mutex_;
    std::condition_variable closed_;
    std::thread thread_;  // last: it uses all of the above
};

}  // namespace archive
