#include "producers/relay/lane.h"

#include <algorithm>

#include "common/base/clock.h"
#include "common/base/must.h"
#include "common/log/log.h"

namespace relay {
namespace {

constexpr int64_t kLinkWaitMs = 100;  // while nothing can be published
constexpr size_t kExpiredAtOnce = 1000;

const char* name_of(Urgency urgency) { return urgency == Urgency::Urgent ? "urgent" : "bulk"; }

}  // namespace

Lane::Lane(loop::Loop& loop, const RelayConfig& config, const amqp::LinkConfig& link,
           const db::DatabaseConfig& database, Urgency urgency, metrics::Registry& registry,
           std::function<void(const std::string&)> failed)
    : config_{config},
      urgency_{urgency},
      metrics_{registry, urgency},
      failed_{std::move(failed)},
      store_{database, urgency},
      backoff_{50, 5'000},
      random_{std::random_device{}()},
      rest_{loop, [this] { begin(); }},
      confirm_deadline_{loop, [this] { mark(); }},
      taken_{loop, 1, [this](const std::shared_ptr<Taken>& taken) { on_taken(*taken); }},
      marked_{loop, 1, [this](const std::shared_ptr<Marked>& marked) { on_marked(*marked); }},
      publisher_{loop, link, {}, [this] { on_progress(); }},
      worker_{std::string{"relay-"} + name_of(urgency), 1} {
    rest(1);
}

const LaneConfig& Lane::own() const {
    return urgency_ == Urgency::Urgent ? config_.urgent : config_.bulk;
}

std::string Lane::not_ready() const {
    const std::string name = name_of(urgency_);
    if (!database_is_up_) return name + ": database: no connection";
    const auto link = publisher_.state();
    if (!link.connected) return name + ": broker: no connection";
    return link.blocked ? name + ": broker: in an alarm, takes nothing" : "";
}

void Lane::stop() {
    worker_.stop();
    store_.close();  // rows of a batch under way are let go
    publisher_.close();
}

// No row is locked that cannot be published at once, but what waits is counted all the same.
void Lane::begin() {
    const auto link = publisher_.state();
    const bool can_publish =
        link.connected && !link.blocked && link.unconfirmed_messages == 0 && publisher_.has_room();
    metrics_.connected.set(link.connected && !link.blocked ? 1 : 0);
    metrics_.unconfirmed.set(static_cast<int64_t>(link.unconfirmed_messages));
    const int64_t mono_us = base::mono_now().us;
    const bool watch = watch_due_us_ <= mono_us;
    const bool sweep = sweep_due_us_ <= mono_us;
    if (!can_publish && !watch && !sweep) return rest(kLinkWaitMs);
    if (watch) watch_due_us_ = mono_us + config_.watch_every_ms * 1000;
    if (sweep) sweep_due_us_ = mono_us + config_.sweep_every_ms * 1000;
    phase_ = Phase::Taking;
    taken_us_ = mono_us;
    found_ = 0;
    const size_t most = can_publish ? own().rows : 0;
    // Only now is everything confirmed that was published.
    std::vector<std::string> late;
    if (can_publish) late = late_;
    const bool posted = worker_.try_post([this, most, watch, sweep, late = std::move(late)] {
        auto taken = std::make_shared<Taken>(take(late, most, watch, sweep, base::wall_now().us));
        base::must(taken_.try_post(std::move(taken)));
    });
    if (!posted) phase_ = Phase::Resting;  // it is stopping
}

// On the worker.
Lane::Taken Lane::take(const std::vector<std::string>& late, size_t most, bool watch, bool sweep,
                       int64_t now_us) {
    Taken taken;
    if (base::Status up = store_.connect(); !up.ok()) {
        taken.rows = up.error();
        return taken;
    }
    if (!late.empty()) {
        if (base::Status marked = store_.mark_late(late, now_us); !marked.ok()) {
            taken.rows = marked.error();
            return taken;
        }
        taken.late = late.size();
    }
    if (sweep) {
        const auto expired = store_.expire(now_us, kExpiredAtOnce);
        if (!expired.ok()) {
            taken.rows = expired.error();
            return taken;
        }
        taken.expired = expired.value();
    }
    if (watch) {
        const auto backlog = store_.backlog();
        if (!backlog.ok()) {
            taken.rows = backlog.error();
            return taken;
        }
        taken.backlog = backlog.value();
    }
    if (most > 0) taken.rows = store_.take(most);
    return taken;
}

void Lane::on_taken(const Taken& taken) {
    phase_ = Phase::Resting;
    database_is_up_ = taken.rows.ok();
    if (taken.late > 0) {
        late_.clear();
        metrics_.confirmed.add(static_cast<int64_t>(taken.late));
    }
    if (taken.expired > 0) {
        metrics_.expired.add(static_cast<int64_t>(taken.expired));
        logging::warn("notices have expired",
                      {{"lane", name_of(urgency_)}, {"notices", taken.expired}});
    }
    if (taken.backlog) show(*taken.backlog);
    if (!taken.rows.ok()) return after_error(taken.rows.error());
    backoff_.reset();
    found_ = taken.rows.value().size();
    if (found_ == 0) return rest(wait_ms(config_, 0, own().rows, rest_ms_));
    batch_ = Batch{taken.rows.value(), urgency_, own().ids_per_message};
    phase_ = Phase::Publishing;
    confirm_deadline_.start_once(config_.confirm_timeout_ms);
    publish();
}

void Lane::show(const Store::Backlog& backlog) {
    metrics_.waiting.set(backlog.rows);
    const int64_t age_us = base::wall_now().us - backlog.oldest_us;
    metrics_.oldest_waiting_seconds.set_us(backlog.rows == 0 ? 0 : std::max<int64_t>(0, age_us));
}

void Lane::publish() {
    while (amqp::Message* message = batch_.next()) {
        const auto number = publisher_.try_publish(*message);
        if (!number) return;  // on_progress comes back
        metrics_.published.add(static_cast<int64_t>(batch_.published(*number)));
    }
}

void Lane::on_progress() {
    if (phase_ != Phase::Publishing) return;
    batch_.confirmed_through(publisher_.confirmed_through());
    publish();
    if (batch_.complete()) mark();
}

// What is confirmed by now: all of it, or as much as the deadline allows. The publisher goes on
// sending the rest until it is confirmed; its rows are marked then, and not published again.
void Lane::mark() {
    confirm_deadline_.stop();
    phase_ = Phase::Marking;
    const bool posted = worker_.try_post([this, ids = batch_.confirmed_ids()] {
        Marked marked{store_.mark(ids, base::wall_now().us), ids.size()};
        base::must(marked_.try_post(std::make_shared<Marked>(std::move(marked))));
    });
    if (!posted) phase_ = Phase::Resting;  // it is stopping
}

void Lane::on_marked(const Marked& marked) {
    phase_ = Phase::Resting;
    database_is_up_ = marked.status.ok();
    if (!marked.status.ok() || !batch_.complete()) late_ = batch_.published_ids();
    if (!marked.status.ok()) return after_error(marked.status.error());
    metrics_.confirmed.add(static_cast<int64_t>(marked.ids));
    metrics_.batch_seconds.record_us(base::mono_now().us - taken_us_);
    if (!batch_.complete()) {
        return after_error({base::Errc::Retryable, "the broker has not confirmed in time"});
    }
    rest(wait_ms(config_, found_, own().rows, rest_ms_));
}

void Lane::rest(int64_t wait_ms) {
    rest_ms_ = wait_ms;
    rest_.start_once(wait_ms);
}

void Lane::after_error(const base::Error& error) {
    if (error.code == base::Errc::Fatal || error.code == base::Errc::Invalid) {
        return failed_(error.what);
    }
    metrics_.retries.add();
    const int64_t wait_ms = backoff_.next_ms(random_());
    logging::warn("batch will be tried again",
                  {{"lane", name_of(urgency_)}, {"error", error.what}, {"wait_ms", wait_ms}});
    rest_.start_once(wait_ms);
}

}  // namespace relay
