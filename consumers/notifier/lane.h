#pragma once

#include <atomic>
#include <functional>
#include <memory>
#include <optional>
#include <random>
#include <string>
#include <thread>
#include <variant>
#include <vector>

#include "consumers/notifier/notifier_metrics.h"
#include "consumers/notifier/sender.h"
#include "consumers/notifier/store.h"

namespace notifier {

// When a row of the table is looked at although no message names it.
struct TableLooks {
    int64_t lost_after_us = 120'000'000;     // queued for so long without a fate
    int64_t stalled_after_us = 900'000'000;  // being sent for so long; longer than any lease
    int64_t every_us = 15'000'000;           // how often either is looked for
};

struct LaneConfig {
    std::string queue;
    Channel channel{};
    bool urgent = false;
    uint16_t prefetch = 20;  // messages
    DeskConfig desk;
    TableLooks looks;
    size_t senders = 2;
    int64_t timeout_ms = 5'000;  // of one sending, as the courier keeps it
};

// Messages that are done with, of one epoch or several; or why the lane cannot go on.
struct LaneReport {
    std::vector<Receipt> settled;
    std::string failure;
};

// One queue of notices on a thread of its own, with a database session and sending threads of its
// own: what one lane waits for holds up no other. Its methods may be called from any thread.
class Lane {
  public:
    // `report` takes the answers, any thread; false: not now, it is asked again.
    Lane(LaneConfig config, const db::DatabaseConfig& database, const Templates& templates,
         const MakeCourier& make, metrics::Registry& registry,
         std::function<bool(LaneReport)> report);
    // Ends what is being sent and writes its fate down, each within its time-out.
    ~Lane();
    Lane(const Lane&) = delete;
    Lane& operator=(const Lane&) = delete;

    // False when full, which the prefetch rules out, or closed.
    [[nodiscard]] bool try_take(Receipt receipt, std::vector<std::string> ids);
    void close();
    [[nodiscard]] bool database_is_up() const { return database_is_up_; }

  private:
    struct Named {
        Receipt receipt;
        std::vector<std::string> ids;
    };
    using Item = std::variant<Named, Sent>;

    void run();
    void finish();
    void take_items(int64_t longest_us);
    void take_item(Item item);
    void turn();
    bool look();
    bool look_for_lost(const Now& at, const TableLane& lane);
    [[nodiscard]] int64_t oldest_us() const;
    bool found(const base::Result<std::vector<std::string>>& ids);
    bool read();
    bool write();
    void note_hold();
    void dispatch(std::vector<Job> jobs);
    void tell();
    void wait_after(const base::Error& error);
    [[nodiscard]] static Now now() { return {base::mono_now(), base::wall_now()}; }

    const LaneConfig config_;
    LaneMetrics metrics_;
    const std::function<bool(LaneReport)> report_;
    base::BoundedQueue<Item> inbox_;
    std::atomic<bool> closing_ = false;
    std::atomic<bool> database_is_up_ = false;
    // The lane's own thread.
    Store store_;
    Desk desk_;
    std::mt19937_64 random_;
    base::Backoff backoff_;
    base::MonoTime not_before_;
    base::MonoTime due_look_;  // when the table is looked at next
    base::MonoTime lost_look_;
    Hold noted_;  // what the table says of the lane
    base::MonoTime noted_at_;
    int64_t oldest_failed_us_ = 0;  // created, of what has failed and waits in the table; 0: none
    uint64_t epoch_ = 0;
    std::vector<Change> writing_;  // until the database has taken them
    std::vector<Receipt> settled_;
    std::string failure_;
    std::vector<size_t> load_;  // jobs of each sender
    std::vector<std::unique_ptr<Sender>> senders_;
    std::thread thread_;  // last
};

}  // namespace notifier
