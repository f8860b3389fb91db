#include <CLI/CLI.hpp>

#include "common/http/health.h"
#include "common/log/log.h"
#include "common/loop/signals.h"
#include "common/service/startup.h"
#include "producers/feed/feed.h"
#include "producers/feed/recorded_day.h"

namespace {

struct Options {
    std::string config;
    std::string day_file;
    std::string pace = "max";
    int64_t rate = 0;
    bool check_config = false;
};

void describe(CLI::App& app, Options& options) {
    app.add_option("--config", options.config, "TOML file, see docs/architecture.md")->required();
    app.add_option("--day-file", options.day_file,
                   "Recorded day (.ndjson or .ndjson.zst), - for standard input");
    app.add_option("--pace", options.pace, "1 for real time, N for N times as fast, max (default)");
    app.add_option("--rate", options.rate, "This many events a second, whatever their times")
        ->check(CLI::Range(int64_t{1}, int64_t{1'000'000}));
    app.add_flag("--check-config", options.check_config,
                 "Check the configuration and exit: 0 good, 2 not");
}

}  // namespace

int main(int argc, char** argv) {
    CLI::App app{
        "Publishes a source's orders and trades to RabbitMQ: numbered, batched, confirmed."};
    Options options;
    describe(app, options);
    CLI11_PARSE(app, argc, argv);

    service::Startup startup{"feed", options.config};
    auto section = startup.section("feed");
    const feed::FeedConfig config = feed::feed_config(section);
    const amqp::LinkConfig link = startup.link();
    const http::ServerConfig http_config = startup.http();
    auto pace = feed::Pace::parse(options.pace);
    if (!pace) startup.problem("--pace: must be max or a whole number from 1");
    if (options.rate > 0) pace = feed::Pace::events_per_second(options.rate);
    if (options.day_file.empty() && !options.check_config) startup.problem("--day-file: missing");
    startup.finish(options.check_config);

    loop::Loop loop;
    metrics::Registry registry;
    feed::RecordedDay source{loop, options.day_file, config.partitions};
    int exit_code = 0;
    feed::Feed feed{loop,
                    config,
                    *pace,
                    link,
                    source,
                    registry,
                    [&](feed::Feed::End end, const std::string& why) {
                        const bool done = end == feed::Feed::End::Done;
                        if (done) logging::info("done", {{"reason", why}});
                        if (!done) logging::error("failed", {{"reason", why}});
                        exit_code = done ? 0 : 1;
                        loop.stop();
                    }};
    loop::Signals signals{loop, [&] {
                              logging::info("stopping");
                              feed.stop();
                              exit_code = 3;  // the day is not whole
                              loop.stop();
                          }};
    http::Server server{loop, http_config,
                        http::health_routes([] { return true; }, [&] { return feed.not_ready(); },
                                            [&] { return registry.text(); })};
    if (const base::Status listening = server.listen(); !listening.ok()) {
        logging::error("cannot start", {{"reason", listening.error().what}});
        return 2;
    }
    logging::info("started", {{"http_port", server.port()}, {"source", config.source}});
    loop::Timer begin{loop, [&] { feed.start(); }};  // from within the loop, which it may stop
    begin.start_once(0);
    loop.run();
    return exit_code;
}
