#pragma once

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <deque>
#include <memory>
#include <mutex>
#include <optional>
#include <random>
#include <thread>
#include <vector>

#include "common/base/backoff.h"
#include "common/base/clock.h"
#include "common/events/codec.h"
#include "common/journal/day_tail.h"
#include "common/journal/mark_request.h"
#include "consumers/reconciler/book_reader.h"
#include "consumers/reconciler/reconciler_config.h"
#include "consumers/reconciler/reconciler_metrics.h"
#include "consumers/reconciler/share_cycle.h"
#include "consumers/reconciler/suspicions.h"
#include "consumers/reconciler/whole_sweep.h"

namespace reconciler {

// The thread that folds and compares. Follows the record in the archive's files, takes it into the
// partitions' folds, brings these up to the live books once a second, and compares one partition at
// a time: a moment of the live books is read, the fold goes exactly as far, then the two are
// compared. Its memory has limits (ReconcilerConfig), whatever the day holds.
class ReconcilerWorker {
  public:
    // `metrics` must outlive it. `link`: for marks.
    ReconcilerWorker(const ReconcilerConfig& config, amqp::LinkConfig link,
                     const db::DatabaseConfig& database, ReconcilerMetrics& metrics);
    ~ReconcilerWorker();
    ReconcilerWorker(const ReconcilerWorker&) = delete;
    ReconcilerWorker& operator=(const ReconcilerWorker&) = delete;

    // Any thread; as it was last read. True before the first time.
    [[nodiscard]] bool day_is_open() const { return day_is_open_; }
    // Any thread. Nothing of the day is compared: it has too many events without a number.
    [[nodiscard]] bool is_overfull() const { return overfull_; }
    // Any thread. It ends soon.
    void close();

  private:
    struct Partition {
        PartitionFold fold;
        Suspicions suspicions;
        std::set<std::string> touched;  // and not compared since
        Target target;
        base::MonoTime next_round;
        base::MonoTime compared;  // or the start
        std::string sweep_above;
        size_t held_when_advanced = 0;
        bool incomplete = false;
        int sweeps = 0;  // through all accounts, since the start
        WholeSweep whole = {};
        // Rounds follow one another until every account has been compared since then.
        std::optional<base::MonoTime> hurry = {};
    };
    struct Round {
        size_t partition = 0;
        Moment moment;
        base::MonoTime begun;
        std::unique_ptr<journal::MarkRequest> mark;  // once it takes too long
        std::optional<base::MonoTime> answered;      // that mark
        bool given_up = false;
        bool before_request = false;  // somebody has asked for all of them since it began
    };

    void run();
    bool pause(std::chrono::milliseconds time);
    void follow(uint32_t day);
    bool read_record();
    bool record_failed(const base::Error& error);
    void take(const journal::Record& record);
    void poll(base::MonoTime now);
    base::Status look_for_request(base::MonoTime now);
    PartitionFold::Advance advance(Partition& partition);
    bool begin_round(base::MonoTime now);
    std::optional<size_t> due_partition(base::MonoTime now);
    void go_on_with_round(base::MonoTime now);
    void compare(base::MonoTime now);
    void ask_for_the_end(base::MonoTime now);
    base::MonoTime after_round(Partition& partition, bool again, base::MonoTime now);
    void note(Partition& partition, const Correction& correction);
    void give_up(bool incomplete, base::MonoTime now);
    [[nodiscard]] bool inbox_is_here(const Target& target) const;
    void look_for_rewind();
    void begin_share();
    void keep_within_memory();
    void give_up_day(const std::string& reason);
    void end_round(const ShareCycle::Round& end, const Correction& correction);
    void failed(const base::Error& error, base::MonoTime now);
    void show(base::MonoTime now);
    void show_memory();

    const ReconcilerConfig config_;
    const amqp::LinkConfig link_;
    ReconcilerMetrics& metrics_;
    BookReader reader_;
    events::Decoder decoder_;
    std::deque<Partition> partitions_;
    std::optional<Round> round_;
    size_t next_partition_ = 0;
    ShareCycle cycle_;
    base::MonoTime cycle_begun_;
    bool reading_ = true;  // the record from its beginning, and not at its end yet
    std::atomic<bool> overfull_ = false;
    bool books_read_ = false;  // at least once
    uint32_t day_ = 0;         // whose record is read; 0: none is open
    std::atomic<bool> day_is_open_ = true;
    std::optional<journal::DayTail> tail_;
    base::MonoTime at_end_;  // when all that was there had been read
    base::MonoTime record_quiet_until_;
    int64_t next_offset_ = 0;
    base::MonoTime next_poll_;
    int64_t asked_us_ = 0;  // the last request to compare all partitions at once
    base::MonoTime quiet_until_;
    base::Backoff backoff_;
    std::mt19937_64 random_;
    std::mutex mutex_;
    std::condition_variable ended_;
    bool closed_ = false;
    std::thread thread_;  // last: it uses all of the above
};

}  // namespace reconciler
