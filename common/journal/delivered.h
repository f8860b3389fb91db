#pragma once

#include "common/amqp/message.h"
#include "common/journal/record.h"

namespace journal {

// What has come of the stream. `delivery` must have an offset.
Record record_of(amqp::Delivery&& delivery);

// The stream from the message `from` on, or from the first that it still holds.
amqp::Subscription journal_from(int64_t from, uint16_t prefetch);

}  // namespace journal
