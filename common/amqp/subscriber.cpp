#include "common/amqp/subscriber.h"

#include <charconv>
#include <utility>

#include "common/amqp/encode.h"
#include "common/base/must.h"

namespace amqp {

namespace {

constexpr int64_t kReadyMs = 10'000;  // for all consume-ok

}  // namespace

Subscriber::Subscriber(loop::Loop& loop, LinkConfig config, std::vector<Subscription> subscriptions,
                       size_t body_bytes_max, Handlers handlers)
    : loop_{loop},
      subscriptions_{std::move(subscriptions)},
      handlers_{std::move(handlers)},
      ready_timer_{loop, [this] { link_.drop("the broker did not let us consume in time"); }},
      link_{loop, std::move(config), Login::Purpose::Consume, body_bytes_max,
            Link::Handlers{
                .on_open = [this] { on_open(); },
                .on_incoming = [this](Incoming&& incoming) { on_incoming(std::move(incoming)); },
                .on_turn_end =
                    [this] {
                        encode_acks();
                        return false;
                    },
                .on_lost = [this] { on_lost(); }}} {
    base::must(!subscriptions_.empty());
}

void Subscriber::ack(uint64_t epoch, uint64_t tag) {
    loop_.check_thread();
    if (epoch != epoch_ || !epoch_open_) return;
    acks_.done(tag);
    link_.wake();
}

Subscriber::State Subscriber::state() const {
    return {.connected = ready_ && link_.is_open(),
            .epoch = epoch_,
            .unacked = acks_.unacked(),
            .output_bytes = link_.output().size(),
            .reconnects = link_.lost_count()};
}

void Subscriber::close() {
    loop_.check_thread();
    ready_timer_.stop();
    if (link_.is_open()) encode_acks();
    epoch_open_ = ready_ = false;
    link_.close();
}

void Subscriber::on_open() {
    ++epoch_;
    epoch_open_ = true;
    acks_.reset();
    consuming_ = 0;
    consumer_tags_.clear();
    // A tag that was never used before, in this process or another: the broker mixes up consumers
    // that share one.
    const std::string rest = "-" + std::to_string(epoch_) + "-" + std::to_string(link_.random());
    for (const Subscription& subscription : subscriptions_) {
        consumer_tags_.push_back(std::to_string(consumer_tags_.size()) + rest);
        encode_qos(link_.output(), subscription.prefetch);
        encode_consume(link_.output(), subscription, consumer_tags_.back());
    }
    ready_timer_.start_once(kReadyMs);
}

void Subscriber::on_lost() {
    ready_timer_.stop();
    epoch_open_ = ready_ = false;
    acks_.reset();
    handlers_.on_lost(epoch_);
}

void Subscriber::on_incoming(Incoming&& incoming) {
    if (auto* content = std::get_if<Content>(&incoming)) {
        on_content(std::move(*content));
    } else if (std::holds_alternative<Consuming>(incoming)) {
        on_consuming();
    }
}

void Subscriber::on_consuming() {
    if (++consuming_ != subscriptions_.size()) return;
    ready_timer_.stop();
    ready_ = true;
    link_.healthy();
    handlers_.on_ready(epoch_);
}

void Subscriber::on_content(Content&& content) {
    size_t subscription = 0;  // the tag begins with it
    const std::string& tag = content.consumer_tag;
    std::from_chars(tag.data(), tag.data() + tag.size(), subscription);
    if (subscription >= consumer_tags_.size() || consumer_tags_[subscription] != tag) {
        link_.drop("a delivery for an unknown consumer");
        return;
    }
    if (!acks_.delivered(content.tag)) {
        link_.drop("a delivery tag out of turn");
        return;
    }
    handlers_.on_delivery({.epoch = epoch_,
                           .tag = content.tag,
                           .subscription = subscription,
                           .redelivered = content.redelivered,
                           .exchange = std::move(content.exchange),
                           .routing_key = std::move(content.routing_key),
                           .content_encoding = std::move(content.content_encoding),
                           .stream_offset = content.stream_offset,
                           .body_bytes = content.body_bytes,
                           .body = std::move(content.body),
                           .death = std::move(content.death)});
}

void Subscriber::encode_acks() {
    if (!acks_.waiting()) return;
    for (const Ack& ack : acks_.take()) encode_ack(link_.output(), ack.tag, ack.multiple);
}

}  // namespace amqp
