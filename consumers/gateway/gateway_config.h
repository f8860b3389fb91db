#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "common/config/section.h"
#include "common/fix/engine.h"
#include "common/fix/trading.h"

namespace gateway {

// One FIX session's section, beside what fix::session_config and fix::dialect take from it.
struct SessionSettings {
    std::string name;  // of the section, of the queue, in logs and metrics
    fix::Dialect dialect;
    bool ioc_orders = true;  // false: what is planned as IOC goes as an order for the day
    int64_t messages_per_second = 100;  // the exchange's limit
    // How many may go at once after a pause. A tenth of a second's, where it is not said.
    int64_t burst = 10;
};

struct GatewayConfig {
    int32_t partitions = 4;
    uint16_t prefetch = 200;  // messages of one session, each naming up to some hundred orders
    // Without any answer for so long an order is asked for.
    int64_t answer_timeout_ms = 5'000;
    // How often rows are looked for whose message was lost.
    int64_t sweep_ms = 5'000;
    fix::EngineConfig engine;  // with all its sessions
    std::vector<SessionSettings> sessions;
};

// [gateway], without the sessions' own sections; their names are left in `sessions`.
GatewayConfig gateway_config(config::Section& section);
// The section of config.sessions[index]; adds the engine's session. The password is left empty:
// fix::read_password fills it in.
void read_session(config::Section& section, GatewayConfig& config, size_t index);

}  // namespace gateway
