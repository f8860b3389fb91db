#include <cstdio>
#include <fstream>

#include "common/csv/table.h"
#include "common/fix/fix_config.h"
#include "common/log/log.h"
#include "common/loop/signals.h"
#include "common/service/startup.h"
#include "producers/venue/flow/flow.h"
#include "producers/venue/flow_options.h"

namespace {

flow::FlowConfig flow_config(service::Startup& startup, const flow::Options& options) {
    flow::FlowConfig config;
    auto section = startup.section("flow");
    config.instruments_file = section.required_text("instruments_file");
    config.engine = fix::engine_config(section);
    config.patience_s = section.integer("patience_s", config.patience_s, 1, 3600);
    config.window = static_cast<size_t>(
        section.integer("window", static_cast<int64_t>(config.window), 1, 100'000));
    const bool drop_copy = section.flag("drop_copy", true);
    for (const char* name : {"orders", "drop_copy"}) {
        if (name == std::string_view{"drop_copy"} && !drop_copy) continue;
        auto table = startup.section(name);
        fix::SessionConfig session = fix::session_config(table);
        if (name == std::string_view{"orders"}) config.dialect = fix::dialect(table);
        session.name = name;
        session.resend_application = false;  // an old order must not arrive late
        const base::Status password = fix::read_password(session);
        if (!password.ok()) startup.problem(password.error().what);
        config.engine.sessions.push_back(session);
    }
    config.trader = {static_cast<uint64_t>(options.seed), options.accounts, options.prefix};
    config.orders = options.orders;
    config.rate = options.rate;
    return config;
}

// Instruments with a price; what is wrong becomes a problem of the start.
std::vector<venue::Listing> load(const std::string& path, service::Startup& startup) {
    const auto table = csv::load(path, venue::kInstrumentColumns);
    if (!table.ok()) return startup.problem(table.error().what), std::vector<venue::Listing>{};
    auto read = venue::read_instruments(table.value());
    if (!read.ok()) return startup.problem(read.error().what), std::vector<venue::Listing>{};
    std::vector<venue::Listing> listings = std::move(read).value();
    std::erase_if(listings, [](const venue::Listing& one) { return one.last_price == 0; });
    if (listings.empty()) startup.problem(path + ": no instrument has a price");
    return listings;
}

}  // namespace

int main(int argc, char** argv) {
    const flow::Options options = flow::options(argc, argv);
    service::Startup startup{"flow", options.config};
    const flow::FlowConfig config = flow_config(startup, options);
    const auto listings = load(config.instruments_file, startup);
    startup.finish(options.check_config);

    loop::Loop loop;
    int exit_code = 3;
    flow::Flow flow{loop, config, listings, [&](const std::string& problem) {
                        if (!problem.empty()) logging::error("failed", {{"reason", problem}});
                        exit_code = problem.empty() ? 0 : 1;
                        loop.stop();
                    }};
    loop::Signals signals{loop, [&] { loop.stop(); }};
    if (const std::string why = flow.start(); !why.empty()) {
        logging::error("cannot start", {{"reason", why}});
        return 2;
    }
    loop.run();
    if (!options.books_file.empty()) std::ofstream{options.books_file} << flow.books().lines();
    std::fputs(flow.summary().c_str(), stdout);
    return exit_code;
}
