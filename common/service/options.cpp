#include "common/service/options.h"

#include <CLI/CLI.hpp>
#include <cstdlib>

#include "common/typed/parse_options.h"

namespace service {

Options options(int argc, char** argv, const std::string& description) {
    CLI::App app{description};
    Options taken;
    app.add_option("--config", taken.config_path, "TOML file, see docs/architecture.md")
        ->required();
    app.add_flag("--check-config", taken.check_config,
                 "Check the configuration and exit: 0 good, 2 not");
    try {
        typed::parse(app, argc, argv);
    } catch (const CLI::ParseError& error) {
        std::exit(app.exit(error) == 0 ? 0 : 2);  // --help ends well
    }
    return taken;
}

}  // namespace service
