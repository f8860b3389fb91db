#pragma once

#include "common/amqp/message.h"
#include "common/events/command.h"

namespace ctl {

// The command as it goes to the square-off of its account's partition. Pure.
amqp::Message message_of(const events::Command& command, int32_t partitions);

}  // namespace ctl
