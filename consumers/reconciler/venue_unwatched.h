#pragma once

#include <atomic>

#include "common/db/session.h"
#include "common/loop/loop.h"
#include "common/loop/timer.h"
#include "common/loop/worker.h"

namespace reconciler {

// In the place of a VenueWatch where nothing is to be compared: says so in the tables, once the
// database has taken it. Loop thread only; the destructor waits for a statement under way.
class VenueUnwatched {
  public:
    VenueUnwatched(loop::Loop& loop, const db::DatabaseConfig& database);

  private:
    void on_tick();
    void say();  // on the worker

    db::Session session_;
    std::atomic<bool> said_ = false;
    loop::Timer tick_;
    loop::Worker worker_;  // last: its jobs use all of the above
};

}  // namespace reconciler
