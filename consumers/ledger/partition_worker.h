#pragma once

#include <atomic>
#include <functional>
#include <map>
#include <optional>
#include <random>
#include <string>
#include <thread>
#include <variant>
#include <vector>

#include "common/base/backoff.h"
#include "common/base/bounded_queue.h"
#include "common/books/apply_loop.h"
#include "common/books/store.h"
#include "common/books/tails.h"
#include "consumers/ledger/catch_up.h"
#include "consumers/ledger/gap_desk.h"
#include "consumers/ledger/gap_watch.h"
#include "consumers/ledger/held_back.h"
#include "consumers/ledger/ledger_config.h"
#include "consumers/ledger/ledger_metrics.h"
#include "consumers/ledger/pause.h"

namespace ledger {

using books::Applied;
using books::Item;
using books::Plan;

// A message as it came off the link.
struct Inbound {
    uint64_t epoch = 0;
    uint64_t tag = 0;  // 0: a copy from the record
    std::string content_encoding;
    std::string body;
    bool cut = false;        // larger than a message may be: only its beginning is here
    int64_t resumed_us = 0;  // not 0: a mark, see catch_up.h
    bool again = false;      // it has been delivered before
    bool kept = false;       // from `held_events`
};

// The worker's reports to the loop.
struct Settled {  // to be acknowledged
    uint64_t epoch = 0;
    std::vector<uint64_t> tags;
};
struct Missing {  // to be fetched from the record
    int32_t partition = 0;
    std::map<StreamId, Gap> gaps;
};
struct MarkWanted {  // to be put into the partition's queue
    int32_t partition = 0;
    int64_t resumed_us = 0;
};
struct Failed {  // cannot go on: the service must end
    std::string why;
};
using Report = std::variant<Settled, Missing, MarkWanted, Failed>;

// One partition: a thread and a database session of its own. Takes messages from its queue, applies
// them in transactions as large as what has come in meanwhile, and reports which tags are settled.
// Nothing is reported before it is committed.
class PartitionWorker {
  public:
    struct Context {
        LedgerConfig config;
        db::DatabaseConfig database;
        int32_t partition = 0;
        std::string owner;
        // False: no room just now; the worker offers the report again.
        std::function<bool(Report&)> report;
    };

    PartitionWorker(Context context, metrics::Registry& registry);
    ~PartitionWorker();  // joins; a transaction under way ends first
    PartitionWorker(const PartitionWorker&) = delete;
    PartitionWorker& operator=(const PartitionWorker&) = delete;

    // Any thread. False: more is waiting than the prefetch allows, which is a bug or a broker gone
    // mad.
    [[nodiscard]] bool try_push(Inbound inbound) { return inbox_.try_push(inbound); }
    // Any thread. A copy from the record; false: no room just now.
    [[nodiscard]] bool try_push_copy(Inbound copy) { return copies_.try_push(copy); }
    // Any thread. Takes no more; the thread ends after the transaction under way.
    void close() { inbox_.close(); }
    // Messages of older epochs will come again: what waits of them is dropped.
    void set_epoch(uint64_t epoch) { epoch_.store(epoch); }
    // Any thread. Whether messages may come.
    void set_consuming(bool consuming) { consuming_.store(consuming); }
    [[nodiscard]] bool database_is_up() const { return database_is_up_.load(); }
    // Any thread. For how long the database has refused all that was to be written; 0: it has not.
    [[nodiscard]] int64_t refused_us(base::MonoTime now) const {
        const int64_t since_us = refused_since_us_.load();
        return since_us == 0 ? 0 : now.us - since_us;
    }

  private:
    void run();
    void gather();
    void decode(Inbound inbound);
    void forget_older_epochs();
    bool prepare();
    bool look_for_orders();
    base::Status look_for_tails();
    base::Status look_for_gap_orders();
    void change_pause(const std::optional<books::Pause>& pause);
    void step();
    void apply(const Plan& plan);
    void finish(const Plan& plan, const Applied& applied, int64_t took_us);
    void watch_gaps(const Plan& plan);
    void settle_duplicates(const Plan& plan);
    [[nodiscard]] bool missing() const;
    bool take_held();
    void settle_done();
    void take_mark(const Inbound& mark);
    void settle_mark();
    void send_reports();
    void wait_after(const base::Error& error);
    [[nodiscard]] size_t waiting_items() const;

    const Context context_;
    PartitionMetrics metrics_;
    base::BoundedQueue<Inbound> inbox_;
    base::BoundedQueue<Inbound> copies_;
    std::atomic<uint64_t> epoch_{0};
    std::atomic<bool> database_is_up_{false};
    std::atomic<bool> consuming_{false};
    std::atomic<int64_t> refused_since_us_{0};

    // The thread's own.
    std::deque<Inbound> raw_;
    books::Pending pending_;
    size_t held_ = 0;
    books::Watermarks watermarks_;         // forgotten whenever they may have become stale
    std::map<StreamId, int64_t> reached_;  // by this worker, for the metric
    uint64_t known_epoch_ = 0;             // the one that watermarks_ were read in
    events::Decoder decoder_;
    books::Store store_;
    PauseWatch pause_;
    CatchUp catch_up_;
    GapWatch gaps_;
    books::TailWatch tail_watch_;
    books::Tails tails_;  // what the record has and nobody has given us
    std::optional<base::MonoTime> idle_since_;
    std::map<StreamId, Gap> known_gaps_;  // of the last look, tails among them
    books::AcceptedGaps accepted_;
    HeldBack held_back_;
    base::Backoff backoff_;
    std::mt19937_64 random_;
    std::deque<Report> reports_;
    books::ApplyLoop loop_;
    bool failed_ = false;

    std::thread thread_;
};

}  // namespace ledger
