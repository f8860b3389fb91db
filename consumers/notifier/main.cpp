#include "common/service/options.h"
#include "common/service/run.h"
#include "common/service/startup.h"
#include "consumers/notifier/notifier.h"

int main(int argc, char** argv) {
    const service::Options options =
        service::options(argc, argv, "Sends notices to customers by mail, SMS and push.");
    service::Startup startup{"notifier", options.config_path};
    const notifier::NotifierConfig config = notifier::notifier_config(startup);
    std::vector<std::string> problems;
    const auto templates = notifier::Templates::load(config.templates_dir, problems);
    for (std::string& problem : problems) startup.problem(std::move(problem));
    const amqp::LinkConfig link = startup.link();
    const db::DatabaseConfig database = startup.database();
    const http::ServerConfig http = startup.http();
    startup.finish(options.check_config);

    loop::Loop loop;
    metrics::Registry registry;
    notifier::Notifier notifier{loop, config, templates, link, database, registry};
    return service::run(loop, http, registry,
                        {.not_ready = [&] { return notifier.not_ready(); },
                         .stop = [&] { notifier.stop(); },
                         .failed = [&] { return notifier.failed(); }});
}
