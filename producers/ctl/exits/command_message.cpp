#include "producers/ctl/exits/command_message.h"

#include "common/events/partition.h"
#include "common/events/topology.h"

namespace ctl {

amqp::Message message_of(const events::Command& command, int32_t partitions) {
    amqp::Message message;
    message.exchange = events::topology::kCommands;
    message.routing_key =
        events::topology::squareoff_queue(events::partition_of(command.account, partitions));
    message.body = events::encode(command);
    return message;
}

}  // namespace ctl
