#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "producers/feed/batcher.h"
#include "producers/feed/feed_config.h"

namespace bench {

struct DayOptions {
    std::string file;    // recorded day
    std::string source;  // as in the feed's configuration
    int32_t partitions = 4;
    size_t events = 0;  // at most; 0: all
    feed::Batcher::Limits batch = feed::FeedConfig{}.batch;
};

// The message bodies that a feed would publish for the day, in order. Ends the process with 1 where
// it cannot be read.
std::vector<feed::Body> day_bodies(const DayOptions& options);

}  // namespace bench
