#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "common/amqp/link_config.h"
#include "common/base/result.h"

namespace amqp {

struct QueueLook {
    std::string name;
    int64_t ready = 0;  // messages; what a consumer holds unacknowledged is not
    int64_t consumers = 0;
    friend bool operator==(const QueueLook&, const QueueLook&) = default;
};

// The queues as they are now, in this order: passive declarations over a connection of their own.
// The broker's management pages tell what they have counted some seconds ago. Blocks, at most twice
// connect_timeout_ms for each host.
// Retryable: nobody answers; Invalid: there is no such queue, or it may not be looked at.
base::Result<std::vector<QueueLook>> look_at_queues(const LinkConfig& config,
                                                    const std::vector<std::string>& queues);

// How many messages of the queue are ready now; fails as look_at_queues does.
base::Result<int64_t> queue_depth(const LinkConfig& config, const std::string& queue);

}  // namespace amqp
