#include <CLI/CLI.hpp>

#include "common/http/health.h"
#include "common/log/log.h"
#include "common/loop/signals.h"
#include "common/service/startup.h"
#include "common/typed/parse_options.h"
#include "producers/venue/desk/routes.h"
#include "producers/venue/venue.h"

namespace {

// An operator's lists are whole, for a day of some hundred thousand orders.
constexpr size_t kListBytesMax = 512u << 20;

struct Options {
    std::string config;
    bool check_config = false;
};

void tell_open_doors(const venue::VenueConfig& config) {
    for (const venue::SessionTerms& session : config.sessions) {
        if (!session.fix.username.empty()) continue;
        logging::warn("anybody may log on: the session has no username",
                      {{"session", session.fix.name}});
    }
}

}  // namespace

int main(int argc, char** argv) {
    CLI::App app{"A simulated exchange: order entry, drop copies and prices over FIX."};
    Options options;
    app.add_option("--config", options.config, "TOML file, see docs/venue.md")->required();
    app.add_flag("--check-config", options.check_config,
                 "Check the configuration and exit: 0 good, 2 not");
    try {
        typed::parse(app, argc, argv);
    } catch (const CLI::ParseError& error) {
        return app.exit(error) == 0 ? 0 : 2;  // --help ends well
    }

    service::Startup startup{"venue", options.config};
    auto config = venue::venue_config([&](const char* name) { return startup.section(name); });
    for (std::string& problem : venue::read_passwords(config)) startup.problem(std::move(problem));
    http::ServerConfig http_config = startup.http();
    http_config.response_bytes_max = kListBytesMax;
    auto reference = venue::load_reference(config);
    if (!reference.ok()) startup.problem(reference.error().what);
    startup.finish(options.check_config);
    tell_open_doors(config);

    loop::Loop loop;
    metrics::Registry registry;
    int exit_code = 0;
    venue::Venue venue{loop, config, std::move(reference).value(), registry,
                       [&](const std::string& why) {
                           logging::error("failed", {{"reason", why}});
                           exit_code = 1;
                           loop.stop();
                       }};
    loop::Signals signals{loop, [&] {
                              logging::info("stopping");
                              loop.stop();
                          }};
    http::Router router = http::health_routes(
        [] { return true; }, [&] { return venue.not_ready(); }, [&] { return registry.text(); });
    venue::add_commands(router, venue);
    venue::add_lists(router, venue);
    http::Server server{loop, http_config, router};
    base::Status begun = server.listen();
    if (begun.ok()) begun = venue.start();
    if (!begun.ok()) {
        logging::error("cannot start", {{"reason", begun.error().what}});
        return 2;
    }
    logging::info("started", {{"fix_port", config.fix_port}, {"http_port", server.port()}});
    loop.run();
    venue.stop();
    return exit_code;
}
