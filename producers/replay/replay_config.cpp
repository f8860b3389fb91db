#include "producers/replay/replay_config.h"

#include "common/events/event.h"

namespace replay {

ReplayConfig replay_config(config::Section& section) {
    ReplayConfig config;
    config.partitions = static_cast<int32_t>(
        section.integer("partitions", config.partitions, 1, events::kPartitionsMax));
    config.batch_events = static_cast<size_t>(
        section.integer("batch_events_max", static_cast<int64_t>(config.batch_events), 1, 100'000));
    config.utc_offset_s = section.integer("utc_offset_s", config.utc_offset_s, -50'400, 50'400);
    config.settle_ms = section.integer("settle_ms", config.settle_ms, 0, 600'000);
    config.drain_ms = section.integer("drain_ms", config.drain_ms, 100, 3'600'000);
    config.archive_folder = section.path("archive_folder", config.archive_folder);
    config.record_ms = section.integer("record_ms", config.record_ms, 100, 3'600'000);
    config.parked = books::parked_limits(section);
    return config;
}

}  // namespace replay
