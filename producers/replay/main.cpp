#include <csignal>
#include <cstdio>

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
    job.stopping = &stopping;
    startup.finish(false);
    std::signal(SIGINT, on_stop);
    std::signal(SIGTERM, on_stop);
    return replay::run_verb(options, std::move(job));
}
