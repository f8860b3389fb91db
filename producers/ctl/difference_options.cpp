#include <CLI/CLI.hpp>

#include "producers/ctl/chosen.h"
#include "producers/ctl/watch/difference_command.h"

namespace ctl {

void describe_differences(CLI::App& app, Chosen& chosen) {
    auto options = std::make_shared<DifferencesOptions>();
    auto* command = app.add_subcommand(
        "differences", "Rows of the books that the reconciler found otherwise than in the journal");
    command->footer("Example: backstopctl differences --config ctl.toml --json");
    command->add_option("--config", options->config, "TOML file")->required();
    command->add_flag("--json", options->json, "Print it as JSON");
    command->callback(
        [options, &chosen] { chosen = [options] { return list_differences(*options); }; });
}

}  // namespace ctl
