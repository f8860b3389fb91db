#pragma once

#include <cstdint>
#include <string>

#include "common/amqp/publisher.h"
#include "common/config/section.h"
#include "producers/feed/batcher.h"

namespace feed {

struct FeedConfig {
    std::string source;            // from the second generation on with -g2, -g3 … behind it
    uint32_t generation = 1;       // to begin with where there is no checkpoint
    uint32_t generations_max = 9;  // then something is wrong with the counterparty
    int32_t partitions = 4;
    std::string checkpoint_file;
    // A larger batch costs the broker less for each event, and everybody behind it more waiting.
    Batcher::Limits batch{.events_max = 500, .bytes_max = 256 * 1024, .compress = true};
    int64_t linger_ms = 2;  // how long an event may wait for company while the broker is idle
    // A quorum queue confirms after fsync: a larger window is faster, but more is sent again after
    // a cut.
    amqp::Publisher::Limits window{.messages_max = 2000, .bytes_max = 64u << 20};
};

FeedConfig feed_config(config::Section& section);

}  // namespace feed
