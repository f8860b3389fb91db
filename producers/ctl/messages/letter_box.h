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

struct LetterQueue {
    std::string name;
    uint16_t limit = 200;  // letters that are read
    int64_t rate = 100;    // letters a second
    // Messages that were in the queue at the beginning: what is sent and comes behind them has come
    // back. Not given: nobody looks.
    std::optional<int64_t> watch_returns_behind;
};

struct LettersWorked {
    size_t taken = 0;      // out of the queue
    size_t came_back = 0;  // of those that were sent
};

// Reads a queue of dead letters over a connection of its own, up to `limit`, in order, and asks
// `decide` what to take out; everything else goes back to its place when the connection ends. A
// message is published and confirmed before its letter is acknowledged: cut off in between it is
// sent again by the next run, so that whoever gets it must bear repeats. At most `rate` letters a
// second. What is taken is decided once: a message that comes back into the queue is counted, where
// `watch_returns_behind` asks for it, and stays.
// Retryable where the broker does not answer, or the connection was lost.
base::Result<LettersWorked> work_letters(
    const amqp::LinkConfig& link, const LetterQueue& queue,
    const std::function<base::Result<std::vector<Take>>(const std::vector<amqp::Delivery>&)>&
        decide);

}  // namespace ctl
