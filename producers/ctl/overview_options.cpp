#include "producers/ctl/command_options.h"
#include "producers/ctl/watch/overview_command.h"
#include "producers/ctl/watch/top_command.h"

namespace ctl {
namespace {

Added<OverviewOptions> describe(CLI::App& app, Chosen& chosen, const std::string& name,
                                const std::string& help, int (*show)(const OverviewOptions&)) {
    auto added = add_command<OverviewOptions>(
        app, chosen, {name, help, name + " --config ctl.toml", "TOML file with [overview]"}, show);
    added.command.add_flag("--json", added.options.json,
                           "Print it as JSON, numbers per 1,000 s and in us");
    return added;
}

}  // namespace

void describe_overview(CLI::App& app, Chosen& chosen) {
    describe(app, chosen, "status",
             "The whole site on one screen; ends with 1 where it is in trouble", show_status);
    describe(app, chosen, "queues", "Every queue: what waits, consumers, rates", show_queues);
    describe(app, chosen, "lag", "How far each partition of the books is behind", show_lag);
    const auto [top, options] = describe(
        app, chosen, "top", "The same, live: q quits, s sorts, t trouble, / filters", show_top);
    top.add_flag("--once", options.once, "Print one frame and end, as where there is no terminal");
}

}  // namespace ctl
