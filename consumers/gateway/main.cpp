#include <CLI/CLI.hpp>

#include "common/config/secret.h"
#include "common/http/health.h"
#include "common/log/log.h"
#include "common/loop/signals.h"
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
        fix::SessionConfig& session = config.engine.sessions[index];
        if (session.username.empty()) continue;
        auto password = config::secret(gateway::password_variable(name));
        if (password.ok()) {
            session.password = std::move(password).value();
        } else {
            startup.problem(password.error().what);
        }
    }
    return config;
}

}  // namespace

int main(int argc, char** argv) {
    CLI::App app{"Sends planned exits and cancels to the exchanges over FIX, each at most once."};
    std::string config_path;
    bool check_config = false;
    app.add_option("--config", config_path, "TOML file, see docs/architecture.md")->required();
    app.add_flag("--check-config", check_config, "Check the configuration and exit: 0 good, 2 not");
    try {
        app.parse(argc, argv);
    } catch (const CLI::ParseError& error) {
        return app.exit(error) == 0 ? 0 : 2;  // --help ends well
    }

    service::Startup startup{"gateway", config_path};
    const gateway::GatewayConfig config = read_config(startup);
    const amqp::LinkConfig link = startup.link();
    const db::DatabaseConfig database = startup.database();
    const http::ServerConfig http_config = startup.http();
    startup.finish(check_config);

    loop::Loop loop;
    metrics::Registry registry;
    gateway::Gateway gateway{loop, config, link, database, registry};
    loop::Signals signals{loop, [&] {
                              logging::info("stopping");
                              gateway.stop();
                          }};
    http::Server server{
        loop, http_config,
        http::health_routes([] { return true; }, [&] { return gateway.not_ready(); },
                            [&] { return registry.text(); })};
    std::string problem = gateway.start();
    if (const base::Status listening = server.listen(); problem.empty() && !listening.ok()) {
        problem = listening.error().what;
    }
    if (!problem.empty()) {
        logging::error("cannot start", {{"reason", problem}});
        return 2;
    }
    logging::info("started", {{"http_port", server.port()}, {"sessions", config.sessions.size()}});
    loop.run();
    return gateway.failed() ? 1 : 0;
}
