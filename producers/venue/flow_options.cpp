#include "producers/venue/flow_options.h"

#include <CLI/CLI.hpp>
#include <cstdlib>

#include "common/typed/parse_options.h"

namespace flow {

Options options(int argc, char** argv) {
    CLI::App app{"Trades at the venue like some thousand retail customers, the same from a seed."};
    Options options;
    const CLI::Range positive{int64_t{1}, int64_t{100'000'000}};
    app.add_option("--config", options.config, "TOML file, see docs/venue.md")->required();
    app.add_option("--orders", options.orders, "Actions to send: orders, changes, cancellations")
        ->check(positive);
    app.add_option("--rate", options.rate, "Actions a second; 0: as fast as they are answered")
        ->check(CLI::Range(int64_t{0}, int64_t{1'000'000}));
    app.add_option("--accounts", options.accounts, "Customers")->check(positive);
    app.add_option("--seed", options.seed, "The same seed sends the same")->check(positive);
    app.add_option("--prefix", options.prefix,
                   "Of the client order ids; another one for each run on a day (default F<seed>-)");
    app.add_option("--books", options.books_file,
                   "Where to write the books as the drop copy told them, JSON lines");
    app.add_flag("--check-config", options.check_config,
                 "Check the configuration and exit: 0 good, 2 not");
    try {
        typed::parse(app, argc, argv);
    } catch (const CLI::ParseError& error) {
        std::exit(app.exit(error) == 0 ? 0 : 2);
    }
    if (options.prefix.empty()) options.prefix = "F" + std::to_string(options.seed) + "-";
    return options;
}

}  // namespace flow
