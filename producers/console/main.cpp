#include <cstdlib>

#include "common/service/options.h"
#include "common/service/run.h"
#include "common/service/startup.h"
#include "common/verdict/limits.h"
#include "producers/console/console.h"

namespace {

constexpr size_t kOtherConnectionsMax = 128;  // beside the viewers: pages, probes, Prometheus

}  // namespace

int main(int argc, char** argv) {
    const service::Options options =
        service::options(argc, argv, "Serves the operators' page: the whole site, live.");
    service::Startup startup{"console", options.config_path};
    const char* const token = std::getenv(console::kTokenVariable);
    auto section = startup.section("console");
    const auto config = console::console_config(section, token == nullptr ? "" : token);
    auto seen = startup.section("overview");
    auto overview = overview::overview_config(seen);
    auto verdict = startup.section("verdict");
    overview.verdict = verdict::limits_of(verdict);
    startup.secret(overview::kManagementPasswordVariable, overview.management_password);
    const db::DatabaseConfig database = startup.database();
    http::ServerConfig http = startup.http();
    if (http.address != http::ServerConfig{}.address) {
        startup.problem("http.address: the console's page has people in front: [console] address");
    }
    http.address = config.address;
    http.connections_max = static_cast<size_t>(config.viewers_max) + kOtherConnectionsMax;
    // All viewers may come through one proxy.
    http.connections_per_address_max = http.connections_max - kOtherConnectionsMax / 4;
    auto assets = console::load_assets(config.web_dir);
    if (!assets.ok()) startup.problem(assets.error().what);
    startup.finish(options.check_config);

    loop::Loop loop;
    metrics::Registry registry;
    console::Console console{loop, config, overview, database, std::move(assets).value(), registry};
    return service::run(loop, http, registry,
                        {.not_ready = [&] { return console.not_ready(); },
                         .stop = [&] { console.stop(); },
                         .failed = [] { return false; },
                         .add_routes = [&](http::Router& router) { console.add_routes(router); }});
}
