#pragma once

#include <condition_variable>
#include <deque>
#include <functional>
#include <map>
#include <mutex>
#include <optional>
#include <random>
#include <thread>
#include <variant>
#include <vector>

#include "common/base/backoff.h"
#include "common/base/bounded_queue.h"
#include "common/base/clock.h"
#include "common/events/codec.h"
#include "common/journal/record.h"
#include "consumers/reconciler/book_reader.h"
#include "consumers/reconciler/reconciler_config.h"
#include "consumers/reconciler/reconciler_metrics.h"
#include "consumers/reconciler/suspicions.h"

namespace reconciler {

struct Inbound {
    uint64_t epoch = 0;
    uint64_t tag = 0;
    journal::Record record;
};

// What the worker tells the loop.
struct Taken {  // to be acknowledged
    uint64_t epoch = 0;
    std::vector<uint64_t> tags;
};
struct ReadFrom {  // the journal, from this offset on; first of all, and again after a rewind
    int64_t offset = 0;
};
using Report = std::variant<Taken, ReadFrom>;

// The thread that folds and compares. Takes records from its queue into the partitions' folds,
// brings these up to the live books once a second, and compares one partition at a time: a moment
// of the live books is read, the fold goes exactly as far, then the two are compared.
class ReconcilerWorker {
  public:
    using Post = std::function<bool(Report)>;  // false: no room just now

    ReconcilerWorker(const ReconcilerConfig& config, const db::DatabaseConfig& database,
                     ReconcilerMetrics& metrics, Post post);
    ~ReconcilerWorker();
    ReconcilerWorker(const ReconcilerWorker&) = delete;
    ReconcilerWorker& operator=(const ReconcilerWorker&) = delete;

    // Loop thread. False: more than the prefetch and a chunk.
    [[nodiscard]] bool try_push(Inbound inbound) { return queue_.try_push(inbound); }
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
        std::vector<Difference> told;
    };
    struct Round {
        size_t partition = 0;
        Moment moment;
        base::MonoTime begun;
    };

    void run();
    bool begin();
    void take(Inbound inbound);
    void post_taken();
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
    bool post(const Report& report);

    const ReconcilerConfig config_;
    ReconcilerMetrics& metrics_;
    const Post post_;
    base::BoundedQueue<Inbound> queue_;
    BookReader reader_;
    events::Decoder decoder_;
    std::deque<Partition> partitions_;
    std::optional<Round> round_;
    size_t next_partition_ = 0;
    bool books_read_ = false;  // at least once
    std::vector<Taken> taken_;
    std::map<uint32_t, int64_t> day_offsets_;  // the first met, by day
    uint32_t noted_day_ = 0;
    int64_t next_offset_ = 0;
    base::MonoTime next_poll_;
    base::MonoTime heard_;  // when the last record came
    base::MonoTime quiet_until_;
    base::Backoff backoff_;
    std::mt19937_64 random_;
    std::mutex mutex_;
    std::condition_variable closed_;
    std::thread thread_;  // last: it uses all of the above
};

}  // namespace reconciler
