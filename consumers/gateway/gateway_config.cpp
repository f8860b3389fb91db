#include "consumers/gateway/gateway_config.h"

#include <algorithm>
#include <set>

#include "common/events/event.h"
#include "common/fix/fix_config.h"

namespace gateway {
namespace {

constexpr size_t kNameMax = 32;  // of the column exits.session

bool is_good_name(const std::string& name) {
    const auto good = [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-';
    };
    return !name.empty() && name.size() <= kNameMax && std::all_of(name.begin(), name.end(), good);
}

}  // namespace

GatewayConfig gateway_config(config::Section& section) {
    GatewayConfig config;
    config.partitions = static_cast<int32_t>(
        section.integer("partitions", config.partitions, 1, events::kPartitionsMax));
    config.prefetch = static_cast<uint16_t>(section.integer("prefetch", config.prefetch, 1, 2'000));
    config.answer_timeout_ms =
        section.integer("answer_timeout_ms", config.answer_timeout_ms, 100, 600'000);
    config.sweep_ms = section.integer("sweep_ms", config.sweep_ms, 100, 600'000);
    config.engine = fix::engine_config(section);
    static const std::set<std::string> kTaken{"amqp", "database", "http", "log", "gateway"};
    std::set<std::string> names;
    for (const std::string& name : section.texts("sessions", {})) {
        if (!is_good_name(name)) {
            section.reject("sessions", "a name has 1 to 32 of a-z 0-9 -: " + name);
        } else if (kTaken.contains(name) || !names.insert(name).second) {
            section.reject("sessions", "not a name for a session, or named twice: " + name);
        } else {
            config.sessions.push_back({.name = name, .dialect = {}});
        }
    }
    if (config.sessions.empty()) section.reject("sessions", "name at least one");
    return config;
}

void read_session(config::Section& section, GatewayConfig& config, size_t index) {
    SessionSettings& settings = config.sessions[index];
    settings.dialect = fix::dialect(section);
    settings.ioc_orders = section.flag("ioc_orders", settings.ioc_orders);
    settings.messages_per_second =
        section.integer("messages_per_second", settings.messages_per_second, 1, 100'000);
    settings.burst = section.integer(
        "burst", std::max<int64_t>(settings.messages_per_second / 10, 1), 1, 100'000);
    fix::SessionConfig session = fix::session_config(section);
    session.name = settings.name;
    session.resend_application = false;
    session.utc_offset_s = static_cast<int>(settings.dialect.utc_offset_s);
    if (session.port == 0) section.reject("port", "say where the exchange listens, 1 to 65535");
    config.engine.sessions.push_back(std::move(session));
}

}  // namespace gateway
