#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "common/amqp/link_config.h"
#include "common/amqp/message.h"
#include "common/base/result.h"

namespace ctl {

// What to do with one letter. Without a message it is only taken out.
struct Take {
    size_t letter = 0;  // index
    std::optional<amqp::Message> send;
};

// Reads a queue of dead letters over a connection of its own, up to `limit`, in order, and asks
// `decide` what to take out; everything else goes back to its place when the connection ends. A
// message is published and confirmed before its letter is acknowledged: cut off in between it is
// sent again by the next run, so that whoever gets it must bear repeats. At most `rate` letters a
// second. Returns how many were taken out.
// Retryable where the broker does not answer, or the connection was lost.
base::Result<size_t> work_letters(
    const amqp::LinkConfig& link, const std::string& queue, uint16_t limit, int64_t rate,
    const std::function<base::Result<std::vector<Take>>(const std::vector<amqp::Delivery>&)>&
        decide);

}  // namespace ctl
