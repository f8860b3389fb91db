#include <CLI/CLI.hpp>

#include "common/events/event.h"
#include "producers/ctl/chosen.h"
#include "producers/ctl/commands.h"

namespace ctl {

void describe_migrate(CLI::App& app, Chosen& chosen) {
    auto options = std::make_shared<MigrateOptions>();
    auto* command = app.add_subcommand("migrate", "Bring the database to the present schema");
    command->footer("Example: backstopctl migrate --config ctl.toml");
    command->add_option("--config", options->config, "TOML file with [database]")->required();
    command->add_option("--folder", options->folder, "Numbered SQL files (default schemas/sql)");
    command->add_flag("--json", options->json, "Print what was applied as JSON");
    command->callback([options, &chosen] { chosen = [options] { return migrate(*options); }; });
}

void describe_topology(CLI::App& app, Chosen& chosen) {
    struct Options {
        int32_t partitions = 4;
        std::vector<std::string> sessions{"nse-1"};
        bool json = false;
    };
    auto options = std::make_shared<Options>();
    auto* command =
        app.add_subcommand("topology", "Print the broker's objects as RabbitMQ definitions");
    command->footer("Example: backstopctl topology --partitions 4 --sessions nse-1 bse-1");
    command->add_option("--partitions", options->partitions, "Number of partitions (default 4)")
        ->check(CLI::Range(int32_t{1}, static_cast<int32_t>(events::kPartitionsMax)));
    command->add_option("--sessions", options->sessions,
                        "Sessions of the gateways (default nse-1)");
    command->add_flag("--json", options->json, "It is JSON either way");
    command->callback([options, &chosen] {
        chosen = [options] { return print_topology(options->partitions, options->sessions); };
    });
}

}  // namespace ctl
