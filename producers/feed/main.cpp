#include <CLI/CLI.hpp>
#include <algorithm>
#include <iterator>
#include <memory>
#include <optional>

#include "common/http/health.h"
#include "common/log/log.h"
#include "common/loop/signals.h"
#include "common/service/startup.h"
#include "common/typed/parse_options.h"
#include "producers/feed/drop_copy_config.h"
#include "producers/feed/feed.h"
#include "producers/feed/recorded_day.h"

namespace {

struct Options {
    std::string config;
    std::string day_file;
    std::string pace = "max";
    int64_t rate = 0;
    uint32_t generation = 1;
    bool check_config = false;
};

void describe(CLI::App& app, Options& options) {
    app.add_option("--config", options.config, "TOML file, see docs/architecture.md")->required();
    app.add_option("--day-file", options.day_file,
                   "Recorded day (.ndjson or .ndjson.zst), - for standard input");
    app.add_option("--pace", options.pace, "1 for real time, N for N times as fast, max (default)");
    app.add_option("--rate", options.rate, "This many events a second, whatever their times")
        ->check(CLI::Range(int64_t{1}, int64_t{1'000'000}));
    app.add_option("--generation", options.generation,
                   "Drop copy: where the checkpoint is lost after the exchange has begun its "
                   "numbers anew, the generation to go on with (2 after the first time)")
        ->check(CLI::Range(1, 9));
    app.add_flag("--check-config", options.check_config,
                 "Check the configuration and exit: 0 good, 2 not");
}

// What the feed publishes, and from where.
struct Config {
    feed::FeedConfig feed;
    amqp::LinkConfig link;
    http::ServerConfig http;
    feed::Pace pace = feed::Pace::fastest();
    std::optional<feed::DropCopyConfig> drop_copy;  // else a recorded day
    std::optional<feed::PriceFeedConfig> prices;
};

void read_sessions(service::Startup& startup, config::Section& feed_section, Config& config) {
    auto section = startup.section("drop_copy");
    config.drop_copy =
        feed::drop_copy_config(section, feed_section, config.feed.source, config.feed.partitions);
    fix::SessionConfig& session = config.drop_copy->engine.sessions.front();
    if (!session.username.empty()) startup.secret(feed::kDropCopyPassword, session.password);
    if (!startup.has_section("prices")) return;
    auto prices = startup.section("prices");
    config.prices = feed::price_feed_config(prices);
    fix::SessionConfig& of_prices = config.prices->engine.sessions.front();
    if (!of_prices.username.empty()) startup.secret(feed::kPricesPassword, of_prices.password);
}

Config read_config(service::Startup& startup, const Options& options) {
    Config config;
    auto section = startup.section("feed");
    config.feed = feed::feed_config(section);
    config.feed.generation = options.generation;
    config.link = startup.link();
    config.http = startup.http();
    const auto pace = feed::Pace::parse(options.pace);
    if (!pace) startup.problem("--pace: must be max or a whole number from 1");
    config.pace = pace.value_or(config.pace);
    if (options.rate > 0) config.pace = feed::Pace::events_per_second(options.rate);
    if (options.day_file.empty() && startup.has_section("drop_copy")) {
        read_sessions(startup, section, config);
        return config;
    }
    for (const char* key : {"default_product", "products_file"}) (void)section.text(key, "");
    startup.ignore_section("drop_copy");
    startup.ignore_section("prices");
    if (options.day_file.empty() && !options.check_config) {
        startup.problem("--day-file: missing, and there is no section drop_copy");
    }
    return config;
}

// The source, the feed and what is around them, for one run.
class Program {
  public:
    Program(const Config& config, const std::string& day_file)
        : endless_{config.drop_copy.has_value()},
          source_{make_source(config, day_file)},
          feed_{loop_,
                config.feed,
                config.pace,
                config.link,
                *source_,
                registry_,
                [this](feed::Feed::End end, const std::string& why) { on_end(end, why); }},
          signals_{loop_, [this] { on_signal(); }},
          server_{loop_, config.http,
                  http::health_routes([] { return true; }, [this] { return not_ready(); },
                                      [this] { return registry_.text(); })} {
        if (config.prices) prices_.emplace(loop_, *config.prices, config.link, registry_);
    }

    int run(const std::string& name) {
        if (const base::Status listening = server_.listen(); !listening.ok()) {
            logging::error("cannot start", {{"reason", listening.error().what}});
            return 2;
        }
        logging::info("started", {{"http_port", server_.port()}, {"source", name}});
        loop::Timer begin{loop_, [this] { start(); }};  // from within the loop, which it may stop
        begin.start_once(0);
        loop_.run();
        return exit_code_;
    }

  private:
    std::unique_ptr<feed::Source> make_source(const Config& config, const std::string& day_file) {
        if (!config.drop_copy) {
            return std::make_unique<feed::RecordedDay>(loop_, day_file, config.feed.partitions);
        }
        auto source = std::make_unique<feed::DropCopy>(loop_, *config.drop_copy, registry_);
        drop_copy_ = source.get();
        return source;
    }

    void start() {
        feed_.start();
        if (!prices_) return;
        const std::string problem = prices_->start();
        if (!problem.empty()) logging::error("no prices", {{"reason", problem}});
    }

    void on_end(feed::Feed::End end, const std::string& why) {
        const bool done = end == feed::Feed::End::Done;
        if (done) logging::info("done", {{"reason", why}});
        if (!done) logging::error("failed", {{"reason", why}});
        exit_code_ = done ? 0 : 1;
        loop_.stop();
    }

    void on_signal() {
        logging::info("stopping");
        if (drop_copy_ != nullptr) drop_copy_->stop();
        if (prices_) prices_->stop();
        feed_.stop();
        exit_code_ = endless_ ? 0 : 3;  // a recorded day is not whole
        loop_.stop();
    }

    std::vector<std::string> not_ready() const {
        std::vector<std::string> reasons = feed_.not_ready();
        const auto add = [&](std::vector<std::string> more) {
            std::ranges::move(more, std::back_inserter(reasons));
        };
        if (drop_copy_ != nullptr) add(drop_copy_->not_ready());
        if (prices_) add(prices_->not_ready());
        return reasons;
    }

    const bool endless_;
    int exit_code_ = 0;
    loop::Loop loop_;
    metrics::Registry registry_;
    feed::DropCopy* drop_copy_ = nullptr;  // the source, where it is one
    std::unique_ptr<feed::Source> source_;
    feed::Feed feed_;
    std::optional<feed::PriceFeed> prices_;
    loop::Signals signals_;
    http::Server server_;
};

}  // namespace

int main(int argc, char** argv) {
    CLI::App app{
        "Publishes a source's orders and trades to RabbitMQ: numbered, batched, confirmed."};
    Options options;
    describe(app, options);
    try {
        typed::parse(app, argc, argv);
    } catch (const CLI::ParseError& error) {
        return app.exit(error) == 0 ? 0 : 2;  // --help ends well
    }

    service::Startup startup{"feed", options.config};
    const Config config = read_config(startup, options);
    startup.finish(options.check_config);
    Program program{config, options.day_file};
    return program.run(config.feed.source);
}
