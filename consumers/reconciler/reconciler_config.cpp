#include "consumers/reconciler/reconciler_config.h"

#include "common/events/event.h"

namespace reconciler {

ReconcilerConfig reconciler_config(config::Section& section) {
    ReconcilerConfig config;
    config.partitions = static_cast<int32_t>(
        section.integer("partitions", config.partitions, 1, events::kPartitionsMax));
    config.interval_ms = section.integer("interval_ms", config.interval_ms, 100, 600'000);
    config.poll_ms = section.integer("poll_ms", config.poll_ms, 50, 60'000);
    config.round_deadline_ms =
        section.integer("round_deadline_ms", config.round_deadline_ms, 1'000, 600'000);
    config.sweep_accounts = section.integer("sweep_accounts", config.sweep_accounts, 1, 1'000'000);
    config.touched_accounts_max =
        section.integer("touched_accounts_max", config.touched_accounts_max, 1, 100'000);
    config.held_events_max =
        section.integer("held_events_max", config.held_events_max, 20'000, 10'000'000);
    constexpr int64_t kBytesMax = int64_t{1} << 40;
    config.held_bytes_max =
        section.integer("held_bytes_max", config.held_bytes_max, 1 << 20, kBytesMax);
    config.books_bytes_max =
        section.integer("books_bytes_max", config.books_bytes_max, 1 << 20, kBytesMax);
    config.unnumbered_bytes_max =
        section.integer("unnumbered_bytes_max", config.unnumbered_bytes_max, 1 << 20, kBytesMax);
    config.archive_folder = section.required_path("archive_folder");
    return config;
}

}  // namespace reconciler
