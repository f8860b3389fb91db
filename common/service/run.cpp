#include "common/service/run.h"

#include "common/http/health.h"
#include "common/log/log.h"
#include "common/loop/signals.h"

namespace service {

int run(loop::Loop& loop, const http::ServerConfig& http_config, metrics::Registry& registry,
        const Running& running) {
    loop::Signals signals{loop, [&] {
                              logging::info("stopping");
                              running.stop();
                              if (!running.stops_loop) loop.stop();
                          }};
    http::Router router = http::health_routes([] { return true; }, running.not_ready,
                                              [&] { return registry.text(); });
    if (running.add_routes) running.add_routes(router);
    http::Server server{loop, http_config, router};
    if (const base::Status listening = server.listen(); !listening.ok()) {
        logging::error("cannot start", {{"reason", listening.error().what}});
        running.stop();
        return 2;
    }
    logging::info("started", {{"http_port", server.port()}});
    loop.run();
    return running.failed() ? 1 : 0;
}

}  // namespace service
