#include "consumers/ledger/ledger_config.h"

#include "common/events/event.h"

namespace ledger {

LedgerConfig ledger_config(config::Section& section) {
    LedgerConfig config;
    config.partitions = static_cast<int32_t>(
        section.integer("partitions", config.partitions, 1, events::kPartitionsMax));
    config.batch_events_max = static_cast<size_t>(section.integer(
        "batch_events_max", static_cast<int64_t>(config.batch_events_max), 1, 10'000));
    config.prefetch = static_cast<uint16_t>(section.integer("prefetch", config.prefetch, 1, 2'000));
    config.gap_alarm_ms = section.integer("gap_alarm_ms", config.gap_alarm_ms, 10, 600'000);
    config.gap_heal_ms = section.integer("gap_heal_ms", config.gap_heal_ms, 10, 600'000);
    config.settle_ms = section.integer("settle_ms", config.settle_ms, 100, 600'000);
    config.archive_folder = section.path("archive_folder", config.archive_folder);
    config.parked = books::parked_limits(section);
    return config;
}

}  // namespace ledger
