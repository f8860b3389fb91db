#include "consumers/reconciler/reconciler.h"

#include <utility>

#include "common/events/event.h"
#include "common/events/topology.h"
#include "common/log/log.h"

namespace reconciler {
namespace {

constexpr size_t kReportsMax = 4096;
constexpr int64_t kTickMs = 50;

}  // namespace

Reconciler::Reconciler(loop::Loop& loop, const ReconcilerConfig& config, amqp::LinkConfig link,
                       const db::DatabaseConfig& database, metrics::Registry& registry)
    : loop_{loop},
      config_{config},
      link_{std::move(link)},
      metrics_{registry},
      reports_{loop, kReportsMax, [this](Report report) { on_report(std::move(report)); }},
      tick_{loop, [this] { on_tick(); }} {
    worker_ = std::make_unique<ReconcilerWorker>(
        config_, database, metrics_,
        [this](Report report) { return reports_.try_post(std::move(report)); });
    tick_.start_every(kTickMs);
}

Reconciler::~Reconciler() {
    worker_.reset();  // joined before the mailbox that it posts to
}

void Reconciler::subscribe() {
    renew_ = false;
    amqp::StreamOffset from;
    if (*next_offset_ > 0) from = {amqp::StreamOffset::From::Offset, *next_offset_};
    amqp::Subscription journal{std::string{events::topology::kJournal}, config_.prefetch, from};
    subscriber_ = std::make_unique<amqp::Subscriber>(
        loop_, link_, std::vector{std::move(journal)}, events::kBodyBytesMax,
        amqp::Subscriber::Handlers{
            [this](amqp::Delivery delivery) { on_delivery(std::move(delivery)); },
            [this](uint64_t) { metrics_.connected.set(1); }, [this](uint64_t) { on_lost(); }});
}

void Reconciler::on_delivery(amqp::Delivery delivery) {
    if (renew_ || failed_) return;
    if (!delivery.stream_offset) return fail("a message of the journal has no offset");
    const int64_t offset = *delivery.stream_offset;
    if (offset < *next_offset_) {  // a chunk begins before what was asked for
        return subscriber_->ack(delivery.epoch, delivery.tag);
    }
    Inbound inbound{delivery.epoch, delivery.tag, {}};
    journal::Record& record = inbound.record;
    record.offset = offset;
    record.cut = delivery.body_bytes > delivery.body.size();
    record.exchange = std::move(delivery.exchange);
    record.routing_key = std::move(delivery.routing_key);
    record.content_encoding = std::move(delivery.content_encoding);
    record.body = std::move(delivery.body);
    if (!worker_->try_push(std::move(inbound))) {
        return fail("more messages than the prefetch and a chunk");
    }
    ++with_worker_;
    next_offset_ = offset + 1;
}

// Another subscriber reads on behind what was received: this one would begin where it began.
void Reconciler::on_lost() {
    metrics_.connected.set(0);
    metrics_.reconnects.add();
    renew_ = true;
}

void Reconciler::on_tick() {
    if (!renew_ || failed_) return;
    if (subscriber_ != nullptr) subscriber_->close();
    if (with_worker_ > 0) return;
    subscriber_.reset();
    subscribe();
}

void Reconciler::on_report(Report report) {
    if (const auto* taken = std::get_if<Taken>(&report)) {
        with_worker_ -= taken->tags.size();
        if (renew_ || subscriber_ == nullptr) return;
        for (const uint64_t tag : taken->tags) subscriber_->ack(taken->epoch, tag);
        return;
    }
    next_offset_ = std::get<ReadFrom>(report).offset;
    metrics_.connected.set(0);
    renew_ = true;
}

void Reconciler::fail(const std::string& why) {
    if (failed_) return;
    logging::error("the reconciler cannot go on", {{"reason", why}});
    failed_ = true;
    loop_.stop();
}

std::vector<std::string> Reconciler::not_ready() const {
    std::vector<std::string> reasons;
    if (metrics_.connected.value() == 0) reasons.emplace_back("broker: not consuming");
    return reasons;
}

void Reconciler::stop() {
    tick_.stop();
    worker_->close();
    if (subscriber_ != nullptr) subscriber_->close();
}

}  // namespace reconciler
