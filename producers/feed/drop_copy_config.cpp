#include "producers/feed/drop_copy_config.h"

#include <algorithm>

#include "common/events/event.h"
#include "common/fix/fix_config.h"

namespace feed {
namespace {

constexpr size_t kGenerationBytes = 3;  // "-g2"

Products products_of(config::Section& feed) {
    const std::string name = feed.required_text("default_product");
    const auto fallback = events::by_name<events::Product>(name);
    if (!name.empty() && !fallback) {
        feed.reject("default_product", "must be CNC, MIS, NRML or MTF");
    }
    Products none{fallback.value_or(events::Product::Nrml)};
    const std::string path = feed.text("products_file", "");
    if (path.empty()) return none;
    auto loaded = Products::load(path, fallback.value_or(events::Product::Nrml));
    if (loaded.ok()) return std::move(loaded).value();
    feed.reject("products_file", loaded.error().what);
    return none;
}

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
    config.engine.sessions = {std::move(session)};
    config.dialect = fix::dialect(section);
    config.products = products_of(feed);
    config.partitions = partitions;
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
    config.engine.sessions = {std::move(session)};
    config.dialect = fix::dialect(section);
    config.interval_ms = section.integer("interval_ms", config.interval_ms, 10, 60'000);
    return config;
}

}  // namespace feed
