#pragma once

#include <functional>
#include <string>
#include <vector>

#include "common/http/router.h"
#include "common/http/server.h"
#include "common/loop/loop.h"
#include "common/metrics/registry.h"

namespace service {

// A service as its main sees it. All are called on the loop thread and must not block.
struct Running {
    std::function<std::vector<std::string>()>
        not_ready;  // one reason each; see http::health_routes
    std::function<void()>
        stop;  // begins its end; without `stops_loop` the loop is stopped after it
    std::function<bool()> failed;  // once the loop has ended
    bool stops_loop = false;       // the service stops the loop itself, when all is told
    std::function<void(http::Router&)> add_routes = {};  // beside /livez /readyz /metrics
};

// Serves the health routes, runs the loop until SIGTERM, SIGINT or the service's own end, and
// returns the exit code: 0 stopped, 1 failed, 2 it could not begin to listen.
int run(loop::Loop& loop, const http::ServerConfig& http_config, metrics::Registry& registry,
        const Running& running);

}  // namespace service
