#include <CLI/CLI.hpp>

#include "producers/ctl/chosen.h"
#include "producers/ctl/doctor/doctor_command.h"

namespace ctl {

void describe_doctor(CLI::App& app, Chosen& chosen) {
    auto options = std::make_shared<DoctorOptions>();
    auto* command = app.add_subcommand("doctor", "What must hold around the programs: does it?");
    command->footer(
        "Changes nothing. Ends with 0 where nothing is bad, warnings or not.\n"
        "Example: backstopctl doctor --config ctl.toml --json");
    command->add_option("--config", options->config, "TOML file with [doctor]")->required();
    command->add_option("--folder", options->folder,
                        "Numbered SQL files that must be applied (default: those of this program)");
    command->add_flag("--json", options->json, "Print the findings as JSON");
    command->callback([options, &chosen] { chosen = [options] { return doctor(*options); }; });
}

}  // namespace ctl
