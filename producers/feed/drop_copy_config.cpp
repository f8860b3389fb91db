#include "producers/feed/drop_copy_config.h"

#include <algorithm>

#include "common/events/event.h"
#include "common/fix/fix_config.h"

namespace feed {
namespace {

constexpr size_t kGenerationBytes = 3;  // "-g2"

}  // namespace

DropCopyConfig drop_copy_config(config::Section& section, config::Section& feed,
                                const std::string& source, int32_t partitions) {
    DropCopyConfig config;
    config.engine = fix::engine_config(section);
    fix::SessionConfig session = fix::session_config(section);
    session.name = "drop_copy";
    if (session.reset_on_logon) {
        section.reject("reset_on_logon", "must be false: the numbers are the place in the day");
    }
    config.mapping = reports::mapping_config(section, feed, partitions);
    session.utc_offset_s = static_cast<int>(config.mapping.dialect.utc_offset_s);
    config.engine.sessions = {std::move(session)};
    config.waiting_messages_max = static_cast<size_t>(section.integer(
        "waiting_messages_max", static_cast<int64_t>(config.waiting_messages_max), 1, 1'000'000));
    if (source.size() > events::kSourceMax - kGenerationBytes) {
        feed.reject("source", "must be 29 characters at most: -g2 may come behind it");
    }
    return config;
}

PriceFeedConfig price_feed_config(config::Section& section) {
    PriceFeedConfig config;
    config.engine = fix::engine_config(section);
    fix::SessionConfig session = fix::session_config(section);
    session.name = "prices";
    config.dialect = fix::dialect(section);
    session.utc_offset_s = static_cast<int>(config.dialect.utc_offset_s);
    config.engine.sessions = {std::move(session)};
    config.interval_ms = section.integer("interval_ms", config.interval_ms, 10, 60'000);
    return config;
}

}  // namespace feed
