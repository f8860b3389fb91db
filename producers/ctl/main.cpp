#include <CLI/CLI.hpp>

#include "producers/ctl/chosen.h"
#include "producers/ctl/exit_codes.h"

int main(int argc, char** argv) {
    CLI::App app{"The operators' command line of Backstop."};
    app.require_subcommand(1);
    app.footer(
        "Exit codes: 0 done, 1 failed or refused, 2 wrong use. docs/operations.md has examples.");
    ctl::Chosen chosen;
    ctl::describe_migrate(app, chosen);
    ctl::describe_topology(app, chosen);
    ctl::describe_site(app, chosen);
    ctl::describe_exits(app, chosen);
    ctl::describe_books(app, chosen);
    ctl::describe_mass_exit(app, chosen);
    try {
        app.parse(argc, argv);
    } catch (const CLI::ParseError& error) {
        return app.exit(error) == 0 ? ctl::kDone : ctl::kWrongUse;
    }
    return chosen();
}
