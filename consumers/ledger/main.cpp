#include "common/service/options.h"
#include "common/service/run.h"
#include "common/service/startup.h"
#include "consumers/ledger/ledger.h"

int main(int argc, char** argv) {
    const service::Options options = service::options(
        argc, argv, "Applies trade and order events from RabbitMQ to the books, exactly once.");
    service::Startup startup{"ledger", options.config_path};
    auto section = startup.section("ledger");
    const ledger::LedgerConfig config = ledger::ledger_config(section);
    const amqp::LinkConfig link = startup.link();
    const db::DatabaseConfig database = startup.database();
    const http::ServerConfig http = startup.http();
    startup.finish(options.check_config);

    loop::Loop loop;
    metrics::Registry registry;
    ledger::Ledger ledger{loop, config, link, database, registry};
    return service::run(loop, http, registry,
                        {.not_ready = [&] { return ledger.not_ready(); },
                         .stop = [&] { ledger.stop(); },
                         .failed = [&] { return ledger.failed(); }});
}
