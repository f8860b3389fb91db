#include "common/service/options.h"
#include "common/service/run.h"
#include "common/service/startup.h"
#include "producers/relay/relay.h"

int main(int argc, char** argv) {
    const service::Options options = service::options(
        argc, argv, "Publishes the notices that wait in the database to the notifier's queues.");
    service::Startup startup{"relay", options.config_path};
    auto section = startup.section("relay");
    const relay::RelayConfig config = relay::relay_config(section);
    const amqp::LinkConfig link = startup.link();
    const db::DatabaseConfig database = startup.database();
    const http::ServerConfig http = startup.http();
    startup.finish(options.check_config);

    loop::Loop loop;
    metrics::Registry registry;
    relay::Relay relay{loop, config, link, database, registry};
    return service::run(loop, http, registry,
                        {.not_ready = [&] { return relay.not_ready(); },
                         .stop = [&] { relay.stop(); },
                         .failed = [&] { return relay.failed(); }});
}
