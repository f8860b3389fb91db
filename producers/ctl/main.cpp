#include <CLI/CLI.hpp>

#include "common/events/event.h"
#include "producers/ctl/commands.h"

int main(int argc, char** argv) {
    CLI::App app{"The operators' command line of Backstop."};
    app.require_subcommand(1);

    ctl::MigrateOptions migrate_options;
    auto* migrate = app.add_subcommand("migrate", "Bring the database to the present schema");
    migrate->add_option("--config", migrate_options.config, "TOML file with [database]")
        ->required();
    migrate->add_option("--folder", migrate_options.folder,
                        "Numbered SQL files (default schemas/sql)");
    migrate->add_flag("--json", migrate_options.json, "Print what was applied as JSON");

    int32_t partitions = 4;
    auto* topology =
        app.add_subcommand("topology", "Print the broker's objects as RabbitMQ definitions");
    topology->add_option("--partitions", partitions, "Number of partitions (default 4)")
        ->check(CLI::Range(int32_t{1}, static_cast<int32_t>(events::kPartitionsMax)));
    std::vector<std::string> sessions{"nse-1"};
    topology->add_option("--sessions", sessions, "Sessions of the gateways (default nse-1)");
    CLI11_PARSE(app, argc, argv);

    return migrate->parsed() ? ctl::migrate(migrate_options)
                             : ctl::print_topology(partitions, sessions);
}
