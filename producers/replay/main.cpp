#include <csignal>
#include <cstdio>

#include "common/log/log.h"
#include "common/operators/shown_token.h"
#include "common/service/startup.h"
#include "producers/replay/run_verb.h"

namespace {

replay::StopFlag stopping;

void on_stop(int) { stopping.raise(); }

}  // namespace

int main(int argc, char** argv) {
    const replay::Options options = replay::parse_options(argc, argv);
    service::Startup startup{"replay", options.config};
    auto section = startup.section("replay");
    replay::Job job;
    job.config = replay::replay_config(section);
    job.link = startup.link();
    job.database = startup.database();
    auto persons = startup.section("operators");
    job.operators = operators::settings_of(persons);
    job.stopping = &stopping;
    startup.finish(false);
    // What the links do is no part of the answer; with --json standard error has no log lines at
    // all.
    logging::start("replay", logging::Level::Warn);
    if (options.json) logging::silence();
    for (const int signal : {SIGINT, SIGTERM, SIGHUP}) std::signal(signal, on_stop);
    if (const auto why = operators::take_token(options.token_file); !why.empty()) {
        std::fprintf(stderr, "backstop-replay: %s\n", why.c_str());
        return 2;
    }
    return replay::run_verb(options, std::move(job));
}
