#include "consumers/ledger/mark_publisher.h"

#include <utility>

#include "common/events/topology.h"
#include "consumers/ledger/catch_up.h"

namespace ledger {

MarkPublisher::MarkPublisher(loop::Loop& loop, amqp::LinkConfig link)
    : loop_{loop}, link_{std::move(link)} {}

void MarkPublisher::put(int32_t partition, int64_t resumed_us) {
    if (closed_) return;
    if (publisher_ == nullptr) {
        constexpr amqp::Publisher::Limits kWindow{.messages_max = 1000, .bytes_max = 1 << 20};
        publisher_ = std::make_unique<amqp::Publisher>(loop_, link_, kWindow, [] {});
    }
    const auto last = sent_.find(partition);
    if (last != sent_.end() && last->second.resumed_us == resumed_us &&
        last->second.number > publisher_->confirmed_through()) {
        return;
    }
    amqp::Message message;  // the default exchange: the key is the queue's name
    message.routing_key = events::topology::ledger_queue(partition);
    message.body = mark_body(partition, resumed_us);
    if (const auto number = publisher_->try_publish(message)) {
        sent_[partition] = {resumed_us, *number};
    }
}

void MarkPublisher::close() {
    closed_ = true;
    if (publisher_ != nullptr) publisher_->close();
}

}  // namespace ledger
