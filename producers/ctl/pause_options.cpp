#include <CLI/CLI.hpp>

#include "producers/ctl/chosen.h"
#include "producers/ctl/messages/pause_command.h"

namespace ctl {
namespace {

CLI::App* command(CLI::App& app, const char* name, const char* help, PauseOptions& options) {
    auto* command = app.add_subcommand(name, help);
    command->add_option("partition", options.partition, "Its number, or all")->required();
    command->add_option("--config", options.config, "TOML file")->required();
    command->add_option("--by", options.by, "Who decided it")->required();
    command->add_flag("--json", options.json, "Print the pauses as JSON");
    return command;
}

}  // namespace

void describe_pause(CLI::App& app, Chosen& chosen) {
    auto begun = std::make_shared<PauseOptions>();
    begun->wait_s = 30;
    auto* pause = command(
        app, "pause",
        "Let a partition's events wait: the ledger ends its transaction and takes no more", *begun);
    pause->footer(
        "Example: backstopctl pause 2 --config ctl.toml --by asha --reason 'a trade to be looked "
        "into'");
    pause->add_option("--reason", begun->reason, "Why, for the audit")->required();
    pause
        ->add_option("--wait", begun->wait_s,
                     "Seconds to wait until it has stopped (default 30; 0: do not wait)")
        ->check(CLI::Range(int64_t{0}, int64_t{3600}));
    pause->callback([begun, &chosen] { chosen = [begun] { return pause_partitions(*begun); }; });

    auto over = std::make_shared<PauseOptions>();
    auto* resume = command(
        app, "resume",
        "End a pause: the ledger goes on with what has waited; exits wait until it is applied",
        *over);
    resume->footer("Example: backstopctl resume 2 --config ctl.toml --by asha --wait 60");
    resume
        ->add_option("--wait", over->wait_s,
                     "Seconds to wait until it has caught up (default 0: do not wait)")
        ->check(CLI::Range(int64_t{0}, int64_t{3600}));
    resume->callback([over, &chosen] { chosen = [over] { return resume_partitions(*over); }; });
}

}  // namespace ctl
