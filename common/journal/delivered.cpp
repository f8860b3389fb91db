#include "common/journal/delivered.h"

#include <utility>

#include "common/events/topology.h"

namespace journal {

Record record_of(amqp::Delivery&& delivery) {
    const bool cut = delivery.body_bytes > delivery.body.size();
    return {*delivery.stream_offset,         std::move(delivery.exchange),
            std::move(delivery.routing_key), std::move(delivery.content_encoding),
            std::move(delivery.body),        cut};
}

amqp::Subscription journal_from(int64_t from, uint16_t prefetch) {
    amqp::StreamOffset offset{amqp::StreamOffset::From::First, 0};
    if (from > 0) offset = {amqp::StreamOffset::From::Offset, from};
    return {std::string{events::topology::kJournal}, prefetch, offset};
}

}  // namespace journal
