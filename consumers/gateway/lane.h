#pragma once

#include <atomic>
#include <deque>
#include <functional>
#include <random>
#include <string>

#include "common/base/backoff.h"
#include "common/base/result.h"
#include "common/loop/loop.h"
#include "common/loop/mailbox.h"
#include "common/loop/timer.h"
#include "common/loop/worker.h"
#include "consumers/gateway/store.h"

namespace gateway {

// One database session with a thread of its own. Jobs are done one after the other in their order;
// one that fails because of the surroundings is done again, after a back-off, until it succeeds.
// Loop thread only. The destructor waits for the job under way, at most the session's time-outs.
class Lane {
  public:
    struct Job {
        std::function<base::Status(Store&)> work;  // on the lane's thread
        std::function<void()> done;                // on the loop
    };

    Lane(loop::Loop& loop, const std::string& name, const db::DatabaseConfig& database,
         const std::string& session, std::function<void(const std::string&)> on_failed);
    ~Lane();

    void post(Job job);
    [[nodiscard]] bool idle() const { return jobs_.empty(); }
    [[nodiscard]] bool database_is_up() const { return up_; }

  private:
    void run();
    void on_result(const base::Status& result);

    const std::string name_;
    const std::function<void(const std::string&)> on_failed_;
    Store store_;  // the thread's own, after the first job
    std::deque<Job> jobs_;
    bool up_ = false;
    base::Backoff backoff_;
    std::mt19937_64 random_;
    loop::Timer again_;
    loop::Mailbox<base::Status> results_;
    loop::Worker worker_;  // last: it ends before what it answers to
};

}  // namespace gateway
