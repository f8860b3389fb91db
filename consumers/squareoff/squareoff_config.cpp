#include "consumers/squareoff/squareoff_config.h"

#include <algorithm>

#include "common/events/event.h"

namespace squareoff {
namespace {

void read_sessions(config::Section& section, SquareoffConfig& config) {
    for (const std::string& text : section.texts("sessions", {"NSE:nse-1"})) {
        const size_t colon = text.find(':');
        const auto exchange = events::by_name<events::Exchange>(text.substr(0, colon));
        if (colon == std::string::npos || !exchange || colon + 1 == text.size()) {
            section.reject("sessions", "must be EXCHANGE:SESSION, as NSE:nse-1");
            continue;
        }
        config.sessions[*exchange] = text.substr(colon + 1);
    }
}

NoticeSettings notice_settings(config::Section& section, int64_t utc_offset_s) {
    NoticeSettings settings;
    settings.utc_offset_s = utc_offset_s;
    for (const std::string& text : section.texts("notices", {})) {
        const auto channel = events::by_name<events::Channel>(text);
        const auto& named = settings.channels;
        if (!channel) {
            section.reject("notices", "must be email, sms or push");
        } else if (std::find(named.begin(), named.end(), *channel) != named.end()) {
            section.reject("notices", "names " + text + " twice");
        } else {
            settings.channels.push_back(*channel);
        }
    }
    return settings;
}

}  // namespace

SquareoffConfig squareoff_config(config::Section& section) {
    SquareoffConfig config;
    config.partitions = static_cast<int32_t>(
        section.integer("partitions", config.partitions, 1, events::kPartitionsMax));
    read_sessions(section, config);
    config.day = static_cast<uint32_t>(section.integer("day", 0, 0, 20991231));
    if (config.day != 0 && !events::is_trading_day(config.day)) {
        section.reject("day", "must be a date, yyyymmdd, or 0 for the open day");
    }
    config.utc_offset_s = section.integer("utc_offset_s", config.utc_offset_s, -86'400, 86'400);
    config.accounts_max = static_cast<size_t>(
        section.integer("accounts_max", static_cast<int64_t>(config.accounts_max), 1, 2'000));
    config.prefetch = static_cast<uint16_t>(section.integer("prefetch", config.prefetch, 1, 5'000));
    config.timed = section.flag("timed", config.timed);
    cutoffs::Pace& pace = config.pace;
    pace.attempt_s = section.integer("cutoff_attempt_s", pace.attempt_s, 5, 3'600);
    pace.pause_s = section.integer("cutoff_pause_s", pace.pause_s, 1, 600);
    pace.settle_s = section.integer("cutoff_settle_s", pace.settle_s, 0, 3'600);
    config.notices = notice_settings(section, config.utc_offset_s);
    config.parked = books::parked_limits(section);
    Limits& limits = config.limits;
    limits.attempts_max =
        static_cast<uint32_t>(section.integer("attempts_max", limits.attempts_max, 1, 100));
    limits.first_wait_us =
        1000 * section.integer("first_wait_ms", limits.first_wait_us / 1000, 1, 60'000);
    limits.cancel_answer_us =
        1000 * section.integer("cancel_answer_ms", limits.cancel_answer_us / 1000, 100, 600'000);
    const auto orders = [&](const char* name, size_t& limit, int64_t most) {
        limit = static_cast<size_t>(section.integer(name, static_cast<int64_t>(limit), 1, most));
    };
    orders("orders_at_once", limits.orders_at_once, 10'000);
    orders("orders_max", limits.orders_max, 100'000);
    orders("orders_per_transaction", limits.orders_in_look, 50'000);
    return config;
}

}  // namespace squareoff
