#include "producers/replay/replay_options.h"

#include <CLI/CLI.hpp>
#include <cstdlib>

#include "common/typed/parse_options.h"

namespace replay {

Options parse_options(int argc, char** argv) {
    CLI::App app{"Reprocesses a trading day from the record."};
    app.require_subcommand(1);
    app.footer(
        "Exit codes: 0 done or equal, 1 it differs or failed, 2 wrong use, 3 stopped before the "
        "end. docs/replay.md has examples.");
    Options options;
    describe_verbs(app, options);
    typed::check_values(app);
    try {
        typed::parse(app, argc, argv);
    } catch (const CLI::ParseError& error) {
        std::exit(app.exit(error) == 0 ? 0 : 2);
    }
    return options;
}

}  // namespace replay
