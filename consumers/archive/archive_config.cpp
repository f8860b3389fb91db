#include "consumers/archive/archive_config.h"

#include "common/events/event.h"

namespace archive {

ArchiveConfig archive_config(config::Section& section) {
    constexpr int64_t kBytesMax = int64_t{1} << 50;
    ArchiveConfig config;
    config.folder = section.required_path("folder");
    config.partitions = static_cast<int32_t>(
        section.integer("partitions", config.partitions, 1, events::kPartitionsMax));
    config.prefetch = static_cast<uint16_t>(section.integer("prefetch", config.prefetch, 2, 2'000));
    config.flush_ms = section.integer("flush_ms", config.flush_ms, 10, 60'000);
    config.close_quiet_s = section.integer("close_quiet_s", config.close_quiet_s, 1, 86'400);
    config.keep_days = section.integer("keep_days", config.keep_days, 0, 100'000);
    config.keep_bytes_max = section.integer("keep_bytes_max", config.keep_bytes_max, 0, kBytesMax);
    config.min_free_bytes = section.integer("min_free_bytes", config.min_free_bytes, 0, kBytesMax);
    config.utc_offset_s = section.integer("utc_offset_s", config.utc_offset_s, -86'400, 86'400);
    return config;
}

}  // namespace archive
