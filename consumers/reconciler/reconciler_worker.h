#pragma once

#include <deque>
#include <map>
#include <optional>
#include <random>
#include <thread>
#include <vector>

#include "common/base/backoff.h"
#include "common/base/clock.h"
#include "common/events/codec.h"
#include "common/journal/handover.h"
#include "consumers/reconciler/book_reader.h"
#include "consumers/reconciler/reconciler_config.h"
#include "consumers/reconciler/reconciler_metrics.h"
#include "consumers/reconciler/suspicions.h"

namespace reconciler {

// The thread that folds and compares. Takes records from its handover into the partitions' folds,
// brings these up to the live books once a second, and compares one partition at a time: a moment
// of the live books is read, the fold goes exactly as far, then the two are compared.
class ReconcilerWorker {
  public:
    // `metrics` and `handover` must outlive it.
    ReconcilerWorker(const ReconcilerConfig& config, const db::DatabaseConfig& database,
                     ReconcilerMetrics& metrics, journal::Handover& handover);
    ~ReconcilerWorker();
    ReconcilerWorker(const ReconcilerWorker&) = delete;
    ReconcilerWorker& operator=(const ReconcilerWorker&) = delete;

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
        std::vector<Difference> told;
    };
    struct Round {
        size_t partition = 0;
        Moment moment;
        base::MonoTime begun;
    };

    void run();
    bool begin();
    void take(const journal::Inbound& inbound);
    void poll(base::MonoTime now);
    PartitionFold::Advance advance(Partition& partition);
    void begin_round(base::MonoTime now);
    void go_on_with_round(base::MonoTime now);
    void compare(base::MonoTime now);
    void give_up(const PartitionFold::Advance& advance, base::MonoTime now);
    void tell(Partition& partition, int32_t number, uint32_t day);
    [[nodiscard]] bool inbox_is_here(const Target& target) const;
    void look_for_rewind();
    void failed(const base::Error& error, base::MonoTime now);
    void show(base::MonoTime now);

    const ReconcilerConfig config_;
    ReconcilerMetrics& metrics_;
    journal::Handover& handover_;
    BookReader reader_;
    events::Decoder decoder_;
    std::deque<Partition> partitions_;
    std::optional<Round> round_;
    size_t next_partition_ = 0;
    bool books_read_ = false;                  // at least once
    std::map<uint32_t, int64_t> day_offsets_;  // the first met, by day
    uint32_t noted_day_ = 0;
    int64_t next_offset_ = 0;
    base::MonoTime next_poll_;
    base::MonoTime heard_;  // when the last record came
    base::MonoTime quiet_until_;
    base::Backoff backoff_;
    std::mt19937_64 random_;
    std::thread thread_;  // last: it uses all of the above
};

}  // namespace reconciler
