#pragma once

#include <atomic>
#include <condition_variable>
#include <mutex>
#include <optional>
#include <string>
#include <thread>

#include "common/base/clock.h"
#include "common/db/session.h"
#include "consumers/archive/archive_config.h"
#include "consumers/archive/archive_metrics.h"
#include "consumers/archive/contents.h"

namespace archive {

// Tells the database which numbers the record has (table `record_heads`), on a thread of its own:
// the archive never waits for the database. What was durable and not told, because the archive was
// killed or the database was away for too long, is read from the files again.
class HeadsKeeper {
  public:
    // `through`: all records of the folder up to this number are durable now; it stands in a file.
    HeadsKeeper(const db::DatabaseConfig& database, const ArchiveConfig& config, int64_t through,
                ArchiveMetrics& metrics);
    ~HeadsKeeper();
    HeadsKeeper(const HeadsKeeper&) = delete;
    HeadsKeeper& operator=(const HeadsKeeper&) = delete;

    // The writer's thread: these are durable, as are all records up to `through`.
    void tell(Heads heads, int64_t through);
    // How many files of the open day have been taken away. Any thread.
    void tell_missing(int64_t files) { missing_files_ = files; }
    // The trading day that is open, as the database said last; 0: not known. Any thread.
    [[nodiscard]] uint32_t open_day() const { return open_day_; }

  private:
    static constexpr size_t kHeadsMax = 50'000;  // streams that wait for the database

    void run();
    bool wait();
    base::Status catch_up();
    base::Status replace_all(int64_t through);
    base::Status write();
    base::Status write_missing();
    base::Status store(const Heads& heads, int64_t through);
    void look_at_day();

    const ArchiveConfig config_;
    ArchiveMetrics& metrics_;
    db::Session session_;
    bool caught_up_ = false;
    // The highest number of the folder at the start; absent once the database has been asked.
    std::optional<int64_t> begun_with_;
    std::atomic<uint32_t> open_day_ = 0;
    std::atomic<int64_t> missing_files_ = -1;  // not looked for yet: what was told stands
    std::optional<int64_t> missing_told_;
    base::MonoTime looked_at_day_;

    std::mutex mutex_;
    std::condition_variable changed_;
    Heads heads_;        // told and not written
    int64_t through_;    // of what was told
    bool lost_ = false;  // too many waited: the files must be read
    bool closed_ = false;
    std::thread thread_;  // last: it uses all of the above
};

}  // namespace archive
