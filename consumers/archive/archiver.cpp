#include "consumers/archive/archiver.h"

#include <utility>

#include "common/events/event.h"
#include "common/events/topology.h"
#include "common/log/log.h"

namespace archive {
namespace {

constexpr size_t kReportsMax = 4096;
constexpr int64_t kTickMs = 50;

}  // namespace

Archiver::Archiver(loop::Loop& loop, const ArchiveConfig& config, amqp::LinkConfig link,
                   metrics::Registry& registry)
    : loop_{loop},
      config_{config},
      link_{std::move(link)},
      metrics_{registry},
      reports_{loop, kReportsMax, [this](Report report) { on_report(std::move(report)); }},
      tick_{loop, [this] { on_tick(); }} {}

Archiver::~Archiver() {
    worker_.reset();  // joined before the mailbox that it posts to
}

std::string Archiver::start() {
    auto files = DayFiles::open(config_.folder);
    if (!files.ok()) return files.error().what;
    next_offset_ = files.value().next_offset();
    worker_ = std::make_unique<ArchiveWorker>(
        config_, std::move(files).value(), metrics_,
        [this](Report& report) { return reports_.try_post(report); });
    connect();
    tick_.start_every(kTickMs);
    return "";
}

void Archiver::connect() {
    lost_ = false;
    amqp::StreamOffset from;
    if (next_offset_) from = {amqp::StreamOffset::From::Offset, *next_offset_};
    amqp::Subscription journal{std::string{events::topology::kJournal}, config_.prefetch, from};
    subscriber_ = std::make_unique<amqp::Subscriber>(
        loop_, link_, std::vector{std::move(journal)}, events::kBodyBytesMax,
        amqp::Subscriber::Handlers{
            [this](amqp::Delivery delivery) { on_delivery(std::move(delivery)); },
            [this](uint64_t) { metrics_.connected.set(1); }, [this](uint64_t) { on_lost(); }});
}

void Archiver::on_delivery(amqp::Delivery delivery) {
    if (lost_ || failed_) return;
    if (!delivery.stream_offset) return fail("a message of the journal has no offset");
    Inbound inbound{delivery.epoch, delivery.tag, {}, base::mono_now()};
    journal::Record& record = inbound.record;
    record.offset = *delivery.stream_offset;
    record.cut = delivery.body_bytes > delivery.body.size();
    record.exchange = std::move(delivery.exchange);
    record.routing_key = std::move(delivery.routing_key);
    record.content_encoding = std::move(delivery.content_encoding);
    record.body = std::move(delivery.body);
    const int64_t next = record.offset + 1;
    if (!worker_->try_push(std::move(inbound)))
        return fail("more messages than the prefetch and a chunk");
    ++with_worker_;
    if (!next_offset_ || next > *next_offset_) next_offset_ = next;
}

// The stream is read anew behind what was received, by another subscriber: this one would begin
// where the process began. It is made once the worker has let go of what it has.
void Archiver::on_lost() {
    metrics_.connected.set(0);
    metrics_.reconnects.add();
    lost_ = true;
}

void Archiver::on_tick() {
    worker_->show_ages();
    if (!lost_ || failed_) return;
    subscriber_->close();
    if (with_worker_ > 0) return;
    subscriber_.reset();
    connect();
}

void Archiver::on_report(Report report) {
    if (const auto* settled = std::get_if<Settled>(&report)) {
        with_worker_ -= settled->tags.size();
        if (lost_ || subscriber_ == nullptr) return;
        for (const uint64_t tag : settled->tags) subscriber_->ack(settled->epoch, tag);
    } else {
        fail(std::get<Failed>(report).why);
    }
}

void Archiver::fail(const std::string& why) {
    if (failed_) return;
    logging::error("the archive cannot go on; the stream keeps what is not in it",
                   {{"reason", why}});
    failed_ = true;
    loop_.stop();
}

std::vector<std::string> Archiver::not_ready() const {
    std::vector<std::string> reasons;
    if (metrics_.connected.value() == 0) reasons.emplace_back("broker: not consuming");
    if (metrics_.refusing.value() != 0) reasons.emplace_back("disk: too little room");
    return reasons;
}

void Archiver::stop() {
    tick_.stop();
    if (worker_ != nullptr) worker_->close();
    if (subscriber_ != nullptr) subscriber_->close();
}

}  // namespace archive
