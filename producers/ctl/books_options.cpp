#include <CLI/CLI.hpp>

#include "producers/ctl/accounts/books_command.h"
#include "producers/ctl/chosen.h"

namespace ctl {
namespace {

CLI::App* describe(CLI::App& app, const std::string& name, const std::string& help,
                   BooksOptions& options) {
    auto* command = app.add_subcommand(name, help);
    command->footer("Example: backstopctl " + name + " --config ctl.toml --account AB1234");
    command->add_option("--config", options.config, "TOML file")->required();
    command->add_option("--account", options.account, "The customer's account")->required();
    command->add_option("--day", options.day, "Trading day yyyymmdd (default: the books' newest)");
    command->add_flag("--json", options.json, "Print them as JSON");
    return command;
}

void describe_command_show(CLI::App& app, Chosen& chosen) {
    auto* command = app.add_subcommand("command", "What became of a command");
    command->require_subcommand(1);
    auto options = std::make_shared<CommandShowOptions>();
    auto* show = command->add_subcommand("show", "The command, its rows and our orders");
    show->footer("Example: backstopctl command show --config ctl.toml ctl-1785728700123456-4711");
    show->add_option("--config", options->config, "TOML file")->required();
    show->add_option("id", options->id, "The command's id")->required();
    show->add_flag("--json", options->json, "Print it as JSON");
    show->callback([options, &chosen] { chosen = [options] { return show_command(*options); }; });
}

}  // namespace

void describe_books(CLI::App& app, Chosen& chosen) {
    auto orders = std::make_shared<BooksOptions>();
    auto* list = describe(app, "orders", "An account's working orders", *orders);
    list->add_flag("--all", orders->all, "Also those that have ended");
    list->callback([orders, &chosen] { chosen = [orders] { return show_orders(*orders); }; });

    auto held = std::make_shared<BooksOptions>();
    auto* positions = describe(app, "positions", "An account's positions and their P&L", *held);
    positions->callback([held, &chosen] { chosen = [held] { return show_positions(*held); }; });

    describe_command_show(app, chosen);
}

}  // namespace ctl
