#include "producers/feed/feed_config.h"

#include <algorithm>

#include "common/events/event.h"

namespace feed {
namespace {

bool is_source_name(const std::string& text) {
    return !text.empty() && text.size() <= events::kSourceMax &&
           std::all_of(text.begin(), text.end(), [](char c) {
               return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-';
           });
}

size_t size_of(config::Section& section, const char* key, size_t fallback, int64_t min,
               int64_t max) {
    return static_cast<size_t>(section.integer(key, static_cast<int64_t>(fallback), min, max));
}

}  // namespace

FeedConfig feed_config(config::Section& section) {
    FeedConfig config;
    config.source = section.required_text("source");
    if (!config.source.empty() && !is_source_name(config.source)) {
        section.reject("source", "must be 1 to 32 of a-z, 0-9 and -");
    }
    config.generations_max = static_cast<uint32_t>(
        section.integer("reset_generations_max", config.generations_max, 1, 9));
    config.partitions = static_cast<int32_t>(
        section.integer("partitions", config.partitions, 1, events::kPartitionsMax));
    config.checkpoint_file = section.required_text("checkpoint_file");
    config.batch.events_max =
        size_of(section, "batch_events_max", config.batch.events_max, 1, 10'000);
    config.batch.bytes_max =
        size_of(section, "batch_bytes_max", config.batch.bytes_max, 1024, 2 << 20);
    config.batch.compress = section.flag("compress", config.batch.compress);
    config.linger_ms = section.integer("linger_ms", config.linger_ms, 1, 1000);
    config.window.messages_max =
        size_of(section, "window_messages_max", config.window.messages_max, 1, 100'000);
    config.window.bytes_max =
        size_of(section, "window_bytes_max", config.window.bytes_max, 4 << 20, int64_t{1} << 30);
    return config;
}

}  // namespace feed
