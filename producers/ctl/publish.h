#pragma once

#include <functional>
#include <vector>

#include "common/amqp/link_config.h"
#include "common/amqp/message.h"
#include "common/base/result.h"

namespace ctl {

// Publishes in order and waits until the broker has confirmed all of them. Retryable where it has
// not within the time: then each of them may have been published, or not. Blocks; runs a loop of
// its own on the calling thread.
base::Status publish_confirmed(const amqp::LinkConfig& link, std::vector<amqp::Message> messages,
                               int64_t timeout_ms);

// Asks `fact()` every 50 ms until its answer is true; false where it is not within the time.
bool wait_until(const std::function<bool()>& fact, int64_t timeout_ms);

}  // namespace ctl
