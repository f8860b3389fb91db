#include "common/fix/fix_config.h"
#include "common/log/log.h"
#include "common/service/options.h"
#include "common/service/run.h"
#include "common/service/startup.h"
#include "consumers/gateway/gateway.h"

namespace {

gateway::GatewayConfig read_config(service::Startup& startup) {
    auto section = startup.section("gateway");
    gateway::GatewayConfig config = gateway::gateway_config(section);
    for (size_t index = 0; index < config.sessions.size(); ++index) {
        const std::string& name = config.sessions[index].name;
        auto own = startup.section(name.c_str());
        gateway::read_session(own, config, index);
        const base::Status password = fix::read_password(config.engine.sessions[index]);
        if (!password.ok()) startup.problem(password.error().what);
    }
    return config;
}

}  // namespace

int main(int argc, char** argv) {
    const service::Options options = service::options(
        argc, argv,
        "Sends planned exits and cancels to the exchanges over FIX, each at most once.");
    service::Startup startup{"gateway", options.config_path};
    const gateway::GatewayConfig config = read_config(startup);
    const amqp::LinkConfig link = startup.link();
    const db::DatabaseConfig database = startup.database();
    const http::ServerConfig http = startup.http();
    startup.finish(options.check_config);

    loop::Loop loop;
    metrics::Registry registry;
    gateway::Gateway gateway{loop, config, link, database, registry};
    if (const std::string problem = gateway.start(); !problem.empty()) {
        logging::error("cannot start", {{"reason", problem}});
        return 2;
    }
    return service::run(loop, http, registry,
                        {.not_ready = [&] { return gateway.not_ready(); },
                         .stop = [&] { gateway.stop(); },
                         .failed = [&] { return gateway.failed(); },
                         .stops_loop = true});
}
