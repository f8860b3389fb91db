#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "common/amqp/link_config.h"
#include "common/amqp/subscriber.h"
#include "common/base/clock.h"
#include "common/journal/handover.h"
#include "common/loop/loop.h"
#include "common/loop/timer.h"
#include "common/metrics/counter.h"
#include "common/metrics/gauge.h"

namespace journal {

// Follows the broker's stream `journal` for ever: hands its records, each once, to a worker, and
// acknowledges what that has settled. Over a lost link it goes on behind what was received, and
// reads the last of that again: where the broker was made anew its stream is another one, with the
// same offsets, and to go on in it would leave out its beginning. What cannot be gone on with is
// logged and ends the loop. Loop thread only; `loop` and the metrics must outlive it, and it must
// outlive the worker.
class Follower {
  public:
    struct Settings {
        amqp::LinkConfig link;
        uint16_t prefetch = 0;
        std::string failure;  // what the log says where it cannot go on
        metrics::Gauge& connected;
        metrics::Counter& reconnects;
    };
    Follower(loop::Loop& loop, Settings settings);

    // Begins, or begins anew, at this offset, once the worker has settled all that it has. Without
    // it nothing is read before the worker reports where. `before`: mark_of the record in front of
    // it, where it is known; the stream must hold the same.
    void read_from(int64_t offset, std::optional<uint64_t> before = std::nullopt);
    // The worker's side.
    [[nodiscard]] Handover& handover() { return handover_; }
    // Why it does not follow just now; empty: it does.
    [[nodiscard]] std::vector<std::string> not_ready() const;
    // Nothing is read and given any more; the worker is to end.
    void stop();
    [[nodiscard]] bool failed() const { return failed_; }

  private:
    void subscribe();
    void on_tick();
    void on_consuming();
    void on_delivery(amqp::Delivery delivery);
    void recognise(amqp::Delivery delivery);
    [[nodiscard]] bool waits_in_vain() const;
    void on_lost();
    void on_report(Report report);
    void fail(const std::string& why);

    loop::Loop& loop_;
    const Settings settings_;
    bool failed_ = false;
    bool renew_ = false;      // another subscriber is to begin at `next_offset_`
    size_t with_worker_ = 0;  // messages it has not settled
    int64_t next_offset_ = 0;
    std::optional<uint64_t> before_;  // mark_of the record in front of it
    bool to_recognise_ = false;       // that record is to come first
    bool told_ = false;
    base::MonoTime asked_;  // since when it could come
    Handover handover_;
    loop::Timer tick_;
    std::unique_ptr<amqp::Subscriber> subscriber_;
};

}  // namespace journal
