#pragma once

#include <map>
#include <string>

#include "common/account/view.h"
#include "common/db/session.h"
#include "common/loop/mailbox.h"
#include "common/loop/timer.h"
#include "common/loop/worker.h"

namespace squareoff {

// Writes the prices last heard into the table `prices`, a few times a second and only those that
// moved. What cannot be written is written with the next. Loop thread only.
class PriceKeeper {
  public:
    PriceKeeper(loop::Loop& loop, const db::DatabaseConfig& database);

    // A body of the exchange `prices`; one that cannot be read is ignored.
    void take(const std::string& body);
    void stop() { worker_.stop(); }

  private:
    struct Line {
        int64_t last = 0;
        int64_t bid = 0;
        int64_t ask = 0;
        int64_t at_us = 0;
    };
    using Lines = std::map<account::InstrumentKey, Line>;

    void flush();
    base::Status write(const Lines& lines);

    Lines changed_;
    Lines writing_;
    bool busy_ = false;
    db::Session session_;  // the worker's
    loop::Timer tick_;
    loop::Mailbox<bool> done_;
    loop::Worker worker_;  // last: it posts to `done_`
};

}  // namespace squareoff
