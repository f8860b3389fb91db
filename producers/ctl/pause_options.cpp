#include "producers/ctl/command_options.h"
#include "producers/ctl/messages/pause_command.h"

namespace ctl {
namespace {

Added<PauseOptions> command(CLI::App& app, Chosen& chosen, const Words& words,
                            int (*run)(const PauseOptions&)) {
    auto added = add_bare_command<PauseOptions>(app, chosen, words, run);
    auto& [command, options] = added;
    command.add_option("partition", options.partition, "Its number, or all")->required();
    command.add_option("--config", options.config, words.config)->required();
    command.add_option("--by", options.by, "Who decided it")->required();
    command.add_flag("--json", options.json, "Print the pauses as JSON");
    return added;
}

}  // namespace

void describe_pause(CLI::App& app, Chosen& chosen) {
    const auto [pause, options] =
        command(app, chosen,
                {"pause",
                 "Let a partition's events wait: the ledger ends its transaction and takes no more",
                 "pause 2 --config ctl.toml --by asha --reason 'a trade to be looked into'"},
                pause_partitions);
    pause.add_option("--reason", options.reason, "Why, for the audit")->required();
    options.wait_s = 30;
    pause
        .add_option("--wait", options.wait_s,
                    "Seconds to wait until it has stopped (default 30; 0: do not wait)")
        ->check(CLI::Range(int64_t{0}, int64_t{3600}));

    const auto [resume, over] = command(
        app, chosen,
        {"resume",
         "End a pause: the ledger goes on with what has waited; exits wait until it is applied",
         "resume 2 --config ctl.toml --by asha --wait 60"},
        resume_partitions);
    resume
        .add_option("--wait", over.wait_s,
                    "Seconds to wait until it has caught up (default 0: do not wait)")
        ->check(CLI::Range(int64_t{0}, int64_t{3600}));
}

}  // namespace ctl
