#pragma once

#include <optional>
#include <string>

#include "common/config/section.h"
#include "producers/feed/drop_copy.h"
#include "producers/feed/price_feed.h"

namespace feed {

// Passwords of the sessions, where a user name is configured.
inline constexpr const char* kDropCopyPassword = "BACKSTOP_DROP_COPY_PASSWORD";
inline constexpr const char* kPricesPassword = "BACKSTOP_PRICES_PASSWORD";

// [drop_copy], and of [feed] which product an order has whose report says none. `source` and
// `partitions` are the feed's.
DropCopyConfig drop_copy_config(config::Section& section, config::Section& feed,
                                const std::string& source, int32_t partitions);
// [prices]
PriceFeedConfig price_feed_config(config::Section& section);

}  // namespace feed
