#include <optional>
#include <utility>

#include "common/log/log.h"
#include "common/service/options.h"
#include "common/service/run.h"
#include "common/service/startup.h"
#include "consumers/archive/archiver.h"
#include "consumers/archive/tool_options.h"

int main(int argc, char** argv) {
    if (const auto code = archive::run_tool(argc, argv)) return *code;
    const service::Options options =
        service::options(argc, argv,
                         "Writes the record to a file for each trading day. Tools: "
                         "backstop-archive verify, list or "
                         "cat, each with --help.");
    service::Startup startup{"archive", options.config_path};
    auto section = startup.section("archive");
    const archive::ArchiveConfig config = archive::archive_config(section);
    const amqp::LinkConfig link = startup.link();
    std::optional<db::DatabaseConfig> database;
    if (startup.has_section("database")) database = startup.database();
    const http::ServerConfig http = startup.http();
    startup.finish(options.check_config);

    loop::Loop loop;
    metrics::Registry registry;
    archive::Archiver archiver{loop, config, link, std::move(database), registry};
    if (const std::string problem = archiver.start(); !problem.empty()) {
        logging::error("cannot start", {{"reason", problem}});
        return 1;
    }
    return service::run(loop, http, registry,
                        {.not_ready = [&] { return archiver.not_ready(); },
                         .stop = [&] { archiver.stop(); },
                         .failed = [&] { return archiver.failed(); }});
}
