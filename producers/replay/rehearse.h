#pragma once

#include "common/amqp/message.h"
#include "producers/replay/job.h"

namespace replay {

// Publishes the selected events of the day onto another vhost, as they were published: same
// exchange, keys, order and packing, confirmed by the broker. Events only; never commands or
// orders. Blocks.
Report rehearse(const Job& job, const std::string& vhost);

// What is published for a record: nothing, its body as it is where all of it is meant, or the
// events that are. Pure.
std::optional<amqp::Message> rehearsed(const journal::Record& record, const Selection& selection,
                                       int32_t partitions, events::Decoder& decoder,
                                       int64_t& events);

}  // namespace replay
