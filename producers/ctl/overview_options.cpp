#include <CLI/CLI.hpp>

#include "producers/ctl/chosen.h"
#include "producers/ctl/watch/overview_command.h"
#include "producers/ctl/watch/top_command.h"

namespace ctl {
namespace {

CLI::App* describe(CLI::App& app, Chosen& chosen, const std::string& name, const std::string& help,
                   int (*show)(const OverviewOptions&),
                   const std::shared_ptr<OverviewOptions>& options) {
    auto* command = app.add_subcommand(name, help);
    command->footer("Example: backstopctl " + name + " --config ctl.toml");
    command->add_option("--config", options->config, "TOML file with [overview]")->required();
    command->add_flag("--json", options->json, "Print it as JSON, numbers per 1,000 s and in us");
    command->callback(
        [options, show, &chosen] { chosen = [options, show] { return show(*options); }; });
    return command;
}

}  // namespace

void describe_overview(CLI::App& app, Chosen& chosen) {
    const auto fresh = [] { return std::make_shared<OverviewOptions>(); };
    describe(app, chosen, "status",
             "The whole site on one screen; ends with 1 where it is in trouble", show_status,
             fresh());
    describe(app, chosen, "queues", "Every queue: depth, consumers, rates", show_queues, fresh());
    describe(app, chosen, "lag", "How far each partition of the books is behind", show_lag,
             fresh());
    auto options = fresh();
    auto* top =
        describe(app, chosen, "top", "The same, live: q quits, s sorts, t trouble, / filters",
                 show_top, options);
    top->add_flag("--once", options->once,
                  "Print one frame and end, as where there is no terminal");
}

}  // namespace ctl
