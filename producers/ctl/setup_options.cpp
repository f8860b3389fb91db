#include "common/events/event.h"
#include "producers/ctl/command_options.h"
#include "producers/ctl/commands.h"

namespace ctl {

void describe_migrate(CLI::App& app, Chosen& chosen) {
    const auto [command, options] =
        add_command<MigrateOptions>(app, chosen,
                                    {"migrate", "Bring the database to the present schema",
                                     "migrate --config ctl.toml", "TOML file with [database]"},
                                    migrate);
    command.add_option("--folder", options.folder,
                       "Numbered SQL files (default: those of this program)");
    command.add_flag("--json", options.json, "Print what was applied as JSON");
}

void describe_topology(CLI::App& app, Chosen& chosen) {
    struct Options {
        int32_t partitions = 4;
        std::vector<std::string> sessions{"nse-1"};
        bool json = false;
    };
    const auto [command, options] = add_bare_command<Options>(
        app, chosen,
        {"topology", "Print the broker's objects as RabbitMQ definitions",
         "topology --partitions 4 --sessions nse-1 bse-1"},
        [](const Options& typed) { return print_topology(typed.partitions, typed.sessions); });
    command.add_option("--partitions", options.partitions, "Number of partitions (default 4)")
        ->check(CLI::Range(int32_t{1}, static_cast<int32_t>(events::kPartitionsMax)));
    command.add_option("--sessions", options.sessions, "Sessions of the gateways (default nse-1)");
    command.add_flag("--json", options.json, "It is JSON either way");
}

}  // namespace ctl
