#pragma once

#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <deque>
#include <functional>
#include <mutex>
#include <string>
#include <variant>
#include <vector>

#include "common/base/bounded_queue.h"
#include "common/base/clock.h"
#include "common/journal/record.h"
#include "common/loop/loop.h"
#include "common/loop/mailbox.h"

namespace journal {

struct Inbound {
    uint64_t epoch = 0;  // of the link, and the message's tag in it: what is to be acknowledged
    uint64_t tag = 0;
    Record record;
    base::MonoTime received;
    bool again = false;  // it has been delivered before
};

// The worker's messages to the loop.
struct Settled {  // done with these: to be acknowledged
    uint64_t epoch = 0;
    std::vector<uint64_t> tags;
};
struct Failed {  // cannot go on: the service must end
    std::string why;
};
using Report = std::variant<Settled, Failed>;

// Between the loop, which receives messages, and the one thread that works on its records: these
// go one way, reports the other, both within limits. Made and destroyed on the loop thread, after
// the worker's thread was joined.
class Handover {
  public:
    static constexpr std::chrono::milliseconds kWait{50};

    Handover(loop::Loop& loop, size_t prefetch, std::function<void(Report)> on_report);

    // Loop thread. False: more than the prefetch allows.
    [[nodiscard]] bool try_push(Inbound inbound) { return records_.try_push(inbound); }
    // Any thread. Whoever waits below goes on; no record is taken in any more.
    void close();
    [[nodiscard]] bool closed() const { return records_.closed(); }

    // The rest is the worker's. Waits at most kWait for records; takes all there are.
    [[nodiscard]] std::deque<Inbound> take_all() { return records_.take_all(kWait); }
    // Done with it, once `settle` says so.
    void note(const Inbound& inbound);
    // Messages noted and not settled.
    [[nodiscard]] size_t noted() const { return noted_messages_; }
    // Reports all that was noted.
    void settle();
    // Waits for room. False: closed before there was any.
    bool post(const Report& report);
    // Until the time is over or it is closed.
    void pause(std::chrono::milliseconds time);

  private:
    base::BoundedQueue<Inbound> records_;
    loop::Mailbox<Report> reports_;
    std::vector<Settled> noted_;  // by epoch; the worker's
    size_t noted_messages_ = 0;
    std::mutex mutex_;
    std::condition_variable closed_;
};

}  // namespace journal
