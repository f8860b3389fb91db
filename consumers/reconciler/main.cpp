#include <optional>

#include "common/service/options.h"
#include "common/service/run.h"
#include "common/service/startup.h"
#include "consumers/reconciler/reconciler.h"
#include "consumers/reconciler/venue_unwatched.h"
#include "consumers/reconciler/venue_watch.h"

int main(int argc, char** argv) {
    const service::Options options = service::options(
        argc, argv,
        "Compares the live books with the record, continuously, and tells what differs.");
    service::Startup startup{"reconciler", options.config_path};
    auto section = startup.section("reconciler");
    const reconciler::ReconcilerConfig config = reconciler::reconciler_config(section);
    auto totals_section = startup.section("venue_totals");
    const reconciler::VenueTotalsConfig totals = reconciler::venue_totals_config(totals_section);
    const amqp::LinkConfig link = startup.link();
    const db::DatabaseConfig database = startup.database();
    const http::ServerConfig http = startup.http();
    startup.finish(options.check_config);

    loop::Loop loop;
    metrics::Registry registry;
    reconciler::Reconciler reconciler{config, link, database, registry};
    std::optional<reconciler::VenueWatch> venue_watch;
    std::optional<reconciler::VenueUnwatched> venue_unwatched;
    if (totals.wanted()) {
        venue_watch.emplace(loop, totals, database, registry);
    } else {
        venue_unwatched.emplace(loop, database);
    }
    return service::run(loop, http, registry,
                        {.not_ready = [&] { return reconciler.not_ready(); },
                         .stop = [&] { reconciler.stop(); },
                         .failed = [] { return false; }});
}
