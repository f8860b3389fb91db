#include "producers/relay/relay_config.h"

#include "common/events/command.h"

namespace relay {

RelayConfig relay_config(config::Section& section) {
    RelayConfig config;
    const auto size = [&](const char* key, size_t usual, size_t most) {
        return static_cast<size_t>(
            section.integer(key, static_cast<int64_t>(usual), 1, static_cast<int64_t>(most)));
    };
    config.urgent.rows = size("urgent_rows", config.urgent.rows, 2'000);
    config.bulk.rows = size("bulk_rows", config.bulk.rows, 5'000);
    config.bulk.ids_per_message =
        size("ids_per_message", config.bulk.ids_per_message, events::kNoticesMax);
    config.poll_min_ms = section.integer("poll_min_ms", config.poll_min_ms, 1, 10'000);
    config.poll_max_ms = section.integer("poll_max_ms", config.poll_max_ms, 1, 60'000);
    if (config.poll_max_ms < config.poll_min_ms) {
        section.reject("poll_max_ms", "must not be below poll_min_ms");
    }
    config.confirm_timeout_ms =
        section.integer("confirm_timeout_ms", config.confirm_timeout_ms, 100, 30'000);
    config.watch_every_ms = section.integer("watch_every_ms", config.watch_every_ms, 100, 600'000);
    config.sweep_every_ms = section.integer("sweep_every_ms", config.sweep_every_ms, 100, 600'000);
    return config;
}

}  // namespace relay
