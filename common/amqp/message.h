#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>

namespace amqp {

// To be published: content-type application/json, mandatory.
struct Message {
    std::string exchange;          // at most 255 bytes
    std::string routing_key;       // at most 255 bytes
    std::string content_encoding;  // "" or "zstd"
    std::string body;              // never empty: streams of the 3.10 broker lose empty bodies
    bool persistent = true;        // delivery mode 2; else 1: a restart of the broker may lose it
};

// Where to begin in a stream. A stream begins at a chunk border, so earlier messages may come too.
struct StreamOffset {
    enum class From { First, Last, Next, Offset, Timestamp };
    From from = From::First;
    int64_t value = 0;  // Offset: the message's; Timestamp: seconds since the Unix epoch
};

struct Subscription {
    std::string queue;
    uint16_t prefetch = 100;             // deliveries not yet acked; at least 1
    std::optional<StreamOffset> stream;  // set if and only if the queue is a stream
};

// How a message last became a dead letter, as the broker tells it (x-death).
struct Death {
    std::string queue;     // that it left
    std::string reason;    // rejected, expired, maxlen, delivery_limit
    std::string exchange;  // that it was published to
    std::string routing_key;
    int64_t count = 0;  // how often it has left this queue for this reason
};

// A message that came in. (epoch, tag) names it until it is acked.
struct Delivery {
    uint64_t epoch = 0;
    uint64_t tag = 0;
    size_t subscription = 0;  // index into the Subscriber's list
    bool redelivered = false;
    std::string exchange;          // that it was published to
    std::string routing_key;       // that it was published with
    std::string content_encoding;  // as the sender set it; empty: none
    std::optional<int64_t> stream_offset;
    uint64_t body_bytes = 0;  // as announced
    std::string body;         // cut at body_bytes_max: then shorter than body_bytes
    std::optional<Death> death;
};

}  // namespace amqp
