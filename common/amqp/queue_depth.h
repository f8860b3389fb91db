#pragma once

#include <cstdint>
#include <string>

#include "common/amqp/link_config.h"
#include "common/base/result.h"

namespace amqp {

// How many messages of the queue are ready now: a passive declaration, over a connection of its
// own. The broker's management pages tell what they have counted some seconds ago. What a consumer
// holds unacknowledged is not ready. Blocks, at most twice connect_timeout_ms for each host.
// Retryable: nobody answers; Invalid: there is no such queue, or it may not be looked at.
base::Result<int64_t> queue_depth(const LinkConfig& config, const std::string& queue);

}  // namespace amqp
