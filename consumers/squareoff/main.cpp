#include "common/service/options.h"
#include "common/service/run.h"
#include "common/service/startup.h"
#include "consumers/squareoff/squareoff.h"

int main(int argc, char** argv) {
    const service::Options options = service::options(
        argc, argv, "Turns commands into cancels and exit orders that can only lessen risk.");
    service::Startup startup{"squareoff", options.config_path};
    auto section = startup.section("squareoff");
    const squareoff::SquareoffConfig config = squareoff::squareoff_config(section);
    const amqp::LinkConfig link = startup.link();
    const db::DatabaseConfig database = startup.database();
    const http::ServerConfig http = startup.http();
    startup.finish(options.check_config);

    loop::Loop loop;
    metrics::Registry registry;
    squareoff::Squareoff squareoff{loop, config, link, database, registry};
    return service::run(loop, http, registry,
                        {.not_ready = [&] { return squareoff.not_ready(); },
                         .stop = [&] { squareoff.stop(); },
                         .failed = [&] { return squareoff.failed(); }});
}
