#include "consumers/archive/archiver.h"

#include <utility>

#include "common/events/event.h"
#include "common/events/topology.h"
#include "common/log/log.h"

namespace archive {
namespace {

constexpr int64_t kAgesMs = 500;

}  // namespace

Archiver::Archiver(loop::Loop& loop, const ArchiveConfig& config, amqp::LinkConfig link,
                   std::optional<db::DatabaseConfig> database, metrics::Registry& registry)
    : loop_{loop},
      config_{config},
      link_{std::move(link)},
      database_{std::move(database)},
      metrics_{registry},
      handover_{loop, config.prefetch,
                [this](const journal::Report& report) { on_report(report); }},
      ages_{loop, [this] { worker_->show_ages(); }} {}

std::string Archiver::start() {
    auto files = DayFiles::open(config_.folder, config_.partitions);
    if (!files.ok()) return files.error().what;
    if (database_) {
        heads_.emplace(*database_, config_, files.value().written_to(), metrics_);
    } else {
        logging::warn("no [database]: nobody is told what the record has and the books have not");
    }
    worker_.emplace(config_, std::move(files).value(), metrics_, handover_,
                    heads_ ? &*heads_ : nullptr);
    subscriber_.emplace(loop_, link_,
                        std::vector{amqp::Subscription{
                            std::string{events::topology::kRecord}, config_.prefetch, {}}},
                        events::kBodyBytesMax,
                        amqp::Subscriber::Handlers{
                            [this](amqp::Delivery delivery) { on_delivery(std::move(delivery)); },
                            [this](uint64_t epoch) {
                                set_epoch(epoch);
                                metrics_.connected.set(1);
                            },
                            [this](uint64_t) {
                                metrics_.connected.set(0);
                                metrics_.reconnects.add();
                            }});
    ages_.start_every(kAgesMs);
    return "";
}

void Archiver::set_epoch(uint64_t epoch) {
    if (epoch == epoch_) return;
    epoch_ = epoch;
    worker_->set_epoch(epoch);
}

void Archiver::on_delivery(amqp::Delivery delivery) {
    set_epoch(delivery.epoch);
    journal::Inbound inbound{
        delivery.epoch, delivery.tag, {}, base::mono_now(), delivery.redelivered};
    inbound.record.cut = delivery.body_bytes > delivery.body.size();
    inbound.record.exchange = std::move(delivery.exchange);
    inbound.record.routing_key = std::move(delivery.routing_key);
    inbound.record.content_encoding = std::move(delivery.content_encoding);
    inbound.record.body = std::move(delivery.body);
    if (!handover_.try_push(std::move(inbound))) fail("more messages than the prefetch allows");
}

void Archiver::on_report(const journal::Report& report) {
    if (const auto* settled = std::get_if<journal::Settled>(&report)) {
        for (const uint64_t tag : settled->tags) subscriber_->ack(settled->epoch, tag);
    } else if (const auto* failed = std::get_if<journal::Failed>(&report)) {
        fail(failed->why);
    }
}

void Archiver::fail(const std::string& why) {
    if (failed_) return;
    logging::error("the archive cannot go on; the broker keeps what is not in it",
                   {{"reason", why}});
    failed_ = true;
    loop_.stop();
}

void Archiver::stop() {
    ages_.stop();
    handover_.close();
    if (subscriber_) subscriber_->close();
}

std::vector<std::string> Archiver::not_ready() const {
    std::vector<std::string> reasons;
    if (metrics_.connected.value() == 0) reasons.emplace_back("broker: not consuming");
    if (metrics_.refusing.value() != 0) reasons.emplace_back("disk: too little room");
    return reasons;
}

}  // namespace archive
