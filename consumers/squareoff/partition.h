#pragma once

#include <deque>
#include <functional>
#include <map>
#include <memory>
#include <random>
#include <set>
#include <string>
#include <vector>

#include "common/base/backoff.h"
#include "common/loop/mailbox.h"
#include "common/loop/timer.h"
#include "common/loop/worker.h"
#include "consumers/squareoff/agenda.h"
#include "consumers/squareoff/squareoff_config.h"
#include "consumers/squareoff/squareoff_metrics.h"
#include "consumers/squareoff/store.h"

namespace squareoff {

// A delivery that is to be acknowledged when its command stands in the database.
struct Receipt {
    uint64_t epoch = 0;
    uint64_t tag = 0;  // 0: none
};

// One partition's square-off: gathers what has arrived while one transaction runs on its worker,
// and makes the next one of it. Loop thread only; the worker's job touches the Store alone.
class Partition {
  public:
    struct Callbacks {
        std::function<void(const Receipt&)> settled;
        std::function<void(const std::string& session, std::vector<std::string> ids)> planned;
        std::function<void(const std::string& why)> failed;  // the service must end
    };

    Partition(loop::Loop& loop, const SquareoffConfig& config, const db::DatabaseConfig& database,
              int32_t number, SquareoffMetrics& metrics, Callbacks callbacks);

    void take(Arrived arrived, Receipt receipt);
    void take(Unreadable unreadable, Receipt receipt);
    // News of a day about an account; without effect where that day is not open, or the account has
    // no command that goes on.
    void news(const Touch& touch, uint32_t day);
    void wake(const std::string& account);
    // Deliveries of older epochs come again: those that wait are dropped.
    void forget_older(uint64_t epoch);
    [[nodiscard]] bool database_is_up() const { return database_is_up_; }
    // As it was last read, once a second.
    [[nodiscard]] bool day_is_open() const { return day_ != 0; }
    [[nodiscard]] size_t open_accounts() const { return agenda_.size(); }
    // Of the account that has had commands that go on longest, as this process knows it.
    [[nodiscard]] int64_t oldest_account_us() const;
    // Open positions of markets whose cut-off is past, as last counted.
    using CutoffOpen = std::map<cutoffs::Market, int64_t>;
    [[nodiscard]] const CutoffOpen& cutoff_open() const { return cutoff_open_; }
    [[nodiscard]] bool cutoffs_unconfirmed() const { return cutoffs_unconfirmed_; }
    [[nodiscard]] size_t waiting() const { return commands_.size(); }
    void stop() { worker_.stop(); }

  private:
    struct Report {
        base::Status status = base::Unit{};
        Outcome outcome;
        uint32_t day = 0;
        std::vector<std::string> found_open;  // after a start, or on a new day
        Store::Timed timed;
        bool clock_asked = false;
        int64_t took_us = 0;
        bool past_asked = false;
        bool past_left = false;  // commands of other days go on
        bool past_more = false;  // and not all of them have been looked at
    };

    [[nodiscard]] bool timed_wait() const;
    void kick();
    void gather(int64_t mono_us);
    [[nodiscard]] bool anything_to_do() const;
    // What one report is to tell, besides what was gathered.
    struct Questions {
        bool day = false;
        bool clock = false;
        bool past = false;
    };
    Questions take_questions(int64_t mono_us);
    Report work_once(const Questions& questions);
    void look_at_day(Report& report);
    void start_day(Report& report, uint32_t day);
    void look_at_clock(Report& report);
    void look_at_past(Report& report);
    base::Status end_past(uint32_t day, const Store::Places& places, Report& report);
    void take_day(uint32_t day);
    void take_timed(Store::Timed timed, int64_t mono_us);
    void say_left_open(const std::vector<cutoffs::Standing>& due);
    void say_why_not(const std::string& why);
    void on_report(Report report);
    void on_done(const Outcome& outcome);
    int64_t wait_for_ledger(const Outcome& outcome);
    void after_error(const base::Error& error);
    void put_back();

    const SquareoffConfig config_;
    const int32_t number_;
    SquareoffMetrics& metrics_;
    const Callbacks callbacks_;
    Store store_;

    std::deque<std::pair<Arrived, Receipt>> commands_;
    std::deque<std::pair<Unreadable, Receipt>> unreadable_;
    Agenda agenda_;
    bool database_is_up_ = false;
    uint32_t day_ = 0;        // that is open, and whose commands are in the agenda; 0: none
    int64_t day_due_us_ = 0;  // when it is read again, of the clock that never goes back
    CutoffOpen cutoff_open_;
    std::set<cutoffs::Market> left_open_said_;
    bool cutoffs_unconfirmed_ = false;
    std::string why_not_;  // no cut-off is done, as it was last told
    bool busy_ = false;
    bool waits_ = false;        // after an error
    int64_t clock_due_us_ = 0;  // of the clock that never goes back, as the agenda's times
    int64_t past_due_us_ = 0;   // of the same: when commands of other days are looked at
    Store::Places::value_type past_from_;  // behind which one of them the next look begins
    int64_t ledger_wait_ms_ = 0;
    Work work_;                      // of the transaction under way
    std::vector<Receipt> receipts_;  // of the same
    base::Backoff backoff_;
    std::mt19937_64 random_;
    loop::Timer again_;   // after an error
    loop::Timer ledger_;  // the books were not there yet
    loop::Timer tick_;
    loop::Mailbox<std::shared_ptr<Report>> reports_;
    loop::Worker worker_;  // last: it posts to `reports_`
};

}  // namespace squareoff
