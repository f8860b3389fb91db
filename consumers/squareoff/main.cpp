#include <CLI/CLI.hpp>

#include "common/http/health.h"
#include "common/log/log.h"
#include "common/loop/signals.h"
#include "common/service/startup.h"
#include "consumers/squareoff/squareoff.h"

int main(int argc, char** argv) {
    CLI::App app{"Turns commands into cancels and exit orders that can only lessen risk."};
    std::string config_path;
    bool check_config = false;
    app.add_option("--config", config_path, "TOML file, see docs/architecture.md")->required();
    app.add_flag("--check-config", check_config, "Check the configuration and exit: 0 good, 2 not");
    try {
        app.parse(argc, argv);
    } catch (const CLI::ParseError& error) {
        return app.exit(error) == 0 ? 0 : 2;  // --help ends well
    }

    service::Startup startup{"squareoff", config_path};
    auto section = startup.section("squareoff");
    const squareoff::SquareoffConfig config = squareoff::squareoff_config(section);
    const amqp::LinkConfig link = startup.link();
    const db::DatabaseConfig database = startup.database();
    const http::ServerConfig http_config = startup.http();
    startup.finish(check_config);

    loop::Loop loop;
    metrics::Registry registry;
    squareoff::Squareoff squareoff{loop, config, link, database, registry};
    loop::Signals signals{loop, [&] {
                              logging::info("stopping");
                              squareoff.stop();
                              loop.stop();
                          }};
    http::Server server{
        loop, http_config,
        http::health_routes([] { return true; }, [&] { return squareoff.not_ready(); },
                            [&] { return registry.text(); })};
    if (const base::Status listening = server.listen(); !listening.ok()) {
        logging::error("cannot start", {{"reason", listening.error().what}});
        squareoff.stop();
        return 2;
    }
    logging::info("started", {{"http_port", server.port()}, {"partitions", config.partitions}});
    loop.run();
    return squareoff.failed() ? 1 : 0;
}
