#include "consumers/notifier/notifier.h"

#include "common/events/command.h"
#include "common/log/log.h"

namespace notifier {
namespace {

constexpr size_t kReportsMax = 4'096;
constexpr size_t kBodyBytesMax = 256 * 1024;  // more than 500 ids

std::vector<LaneConfig> lanes_of(const NotifierConfig& config) {
    std::vector<LaneConfig> lanes;
    for (const ChannelConfig& channel : config.channels) {
        lanes.push_back(channel.urgent);
        lanes.push_back(channel.bulk);
    }
    return lanes;
}

std::vector<amqp::Subscription> subscriptions(const std::vector<LaneConfig>& lanes) {
    std::vector<amqp::Subscription> all;
    all.reserve(lanes.size());
    for (const LaneConfig& lane : lanes) all.push_back({lane.queue, lane.prefetch, {}});
    return all;
}

}  // namespace

Notifier::Notifier(loop::Loop& loop, const NotifierConfig& config, const Templates& templates,
                   const amqp::LinkConfig& link, const db::DatabaseConfig& database,
                   metrics::Registry& registry)
    : loop_{loop},
      lanes_config_{lanes_of(config)},
      connected_{registry.gauge("backstop_notifier_connected", "1 while it consumes its queues")},
      unreadable_{
          registry.counter("backstop_notifier_unreadable_total", "Messages that name no notices")},
      reports_{loop, kReportsMax, [this](const LaneReport& report) { on_report(report); }},
      subscriber_{
          loop,
          link,
          subscriptions(lanes_config_),
          kBodyBytesMax,
          {[this](amqp::Delivery delivery) { on_delivery(std::move(delivery)); },
           [this](uint64_t) { connected_.set(1); }, [this](uint64_t) { connected_.set(0); }}} {
    for (size_t i = 0; i < lanes_config_.size(); ++i) {
        lanes_.push_back(std::make_unique<Lane>(
            lanes_config_[i], database, templates, config.channels[i / 2].make, registry,
            [this](LaneReport report) { return reports_.try_post(std::move(report)); }));
    }
}

Notifier::~Notifier() {
    for (auto& lane : lanes_) lane->close();  // all end together, not one after the other
    lanes_.clear();                           // joined before the mailbox that they post to
}

void Notifier::on_delivery(amqp::Delivery delivery) {
    auto request = events::decode_notice_request(delivery.body);
    if (!request.ok()) {
        // The rows are the truth, and nothing here says which: the relay finds what was not named.
        unreadable_.add();
        logging::warn("a message names no notices",
                      {{"queue", lanes_config_[delivery.subscription].queue},
                       {"reason", request.error().what}});
        return subscriber_.ack(delivery.epoch, delivery.tag);
    }
    Lane& lane = *lanes_[delivery.subscription];
    if (!lane.try_take({delivery.epoch, delivery.tag}, std::move(request).value().ids)) {
        fail("more messages than the prefetch allows");
    }
}

void Notifier::on_report(const LaneReport& report) {
    for (const Receipt& receipt : report.settled) subscriber_.ack(receipt.epoch, receipt.tag);
    if (!report.failure.empty()) fail(report.failure);
}

std::vector<std::string> Notifier::not_ready() const {
    std::vector<std::string> reasons;
    if (!subscriber_.state().connected) reasons.emplace_back("broker: not consuming");
    for (size_t i = 0; i < lanes_.size(); ++i) {
        if (!lanes_[i]->database_is_up()) {
            reasons.push_back("database: " + lanes_config_[i].queue + " has no session");
        }
    }
    return reasons;
}

void Notifier::fail(const std::string& why) {
    if (failed_) return;
    logging::error("the notifier cannot go on; unacknowledged messages stay in their queues",
                   {{"reason", why}});
    failed_ = true;
    loop_.stop();
}

void Notifier::stop() { subscriber_.close(); }

}  // namespace notifier
