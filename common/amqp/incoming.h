#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <variant>

#include "common/amqp/message.h"

namespace amqp {

// What the broker can say once the channel is open, as values.

struct Content {  // basic.deliver with its message
    std::string consumer_tag;
    uint64_t tag = 0;
    bool redelivered = false;
    std::string exchange;     // that it was published to
    std::string routing_key;  // that it was published with
    std::string content_encoding;
    std::optional<int64_t> stream_offset;
    uint64_t body_bytes = 0;  // as announced
    std::string body;         // cut at the assembler's limit
    std::optional<Death> death;
};
struct Confirmed {  // basic.ack
    uint64_t tag = 0;
    bool multiple = false;
};
struct Refused {  // basic.nack
    uint64_t tag = 0;
    bool multiple = false;
};
struct Returned {  // basic.return: no queue wanted the message
    uint16_t reply_code = 0;
    std::string reply_text;
    std::string exchange;
    std::string routing_key;
};
struct Consuming {  // basic.consume-ok
    std::string consumer_tag;
};
struct Blocked {  // connection.blocked
    std::string reason;
};
struct Unblocked {};
struct Ended {  // the broker ended the consumer, the channel or the connection
    std::string reason;
};

using Incoming =
    std::variant<Content, Confirmed, Refused, Returned, Consuming, Blocked, Unblocked, Ended>;

}  // namespace amqp
