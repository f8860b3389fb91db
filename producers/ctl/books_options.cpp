#include "producers/ctl/accounts/books_command.h"
#include "producers/ctl/command_options.h"

namespace ctl {
namespace {

Added<BooksOptions> describe(CLI::App& app, Chosen& chosen, const std::string& name,
                             const std::string& help, int (*show)(const BooksOptions&)) {
    auto added = add_command<BooksOptions>(
        app, chosen, {name, help, name + " --config ctl.toml --account AB1234"}, show);
    auto& [command, options] = added;
    command.add_option("--account", options.account, "The customer's account")->required();
    command.add_option("--day", options.day, "Trading day yyyymmdd (default: the open one)");
    command.add_flag("--json", options.json, "Print them as JSON");
    return added;
}

void describe_command_show(CLI::App& app, Chosen& chosen) {
    auto* command = app.add_subcommand("command", "What became of a command");
    command->require_subcommand(1);
    const auto [show, options] = add_json_command<CommandShowOptions>(
        *command, chosen,
        {"show", "The command, its rows and our orders",
         "command show --config ctl.toml ctl-1785728700123456-4711"},
        show_command);
    show.add_option("id", options.id, "The command's id")->required();
}

}  // namespace

void describe_books(CLI::App& app, Chosen& chosen) {
    const auto [orders, options] =
        describe(app, chosen, "orders", "An account's working orders", show_orders);
    orders.add_flag("--all", options.all, "Also those that have ended");
    describe(app, chosen, "positions", "An account's positions and their P&L", show_positions);
    describe_command_show(app, chosen);
}

}  // namespace ctl
