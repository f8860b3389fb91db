#include "producers/ctl/accounts/books_command.h"
#include "producers/ctl/command_options.h"

namespace ctl {
namespace {

Added<BooksOptions> describe(CLI::App& app, Chosen& chosen, const std::string& name,
                             const std::string& help, const std::string& example,
                             int (*show)(const BooksOptions&)) {
    auto added = add_json_command<BooksOptions>(
        app, chosen, {name, help, name + " --config ctl.toml " + example}, show);
    auto& [command, options] = added;
    command.add_option("--day", options.day, "Trading day yyyymmdd (default: the open one)");
    return added;
}

void describe_orders(CLI::App& app, Chosen& chosen) {
    const auto [orders, options] =
        describe(app, chosen, "orders", "An account's working orders, or ours that are in doubt",
                 "--account AB1234\nbackstopctl orders --config ctl.toml --in-doubt", show_orders);
    auto* in_doubt =
        orders.add_flag("--in-doubt", options.in_doubt,
                        "Ours, of whatever day, of which nobody knows what the exchange has made");
    orders.add_option("--account", options.account,
                      "The customer's account; with --in-doubt it may be left out");
    orders.add_flag("--all", options.all, "Also those that have ended")->excludes(in_doubt);
    in_doubt->excludes(orders.get_option("--day"));
}

void describe_show(CLI::App& group, Chosen& chosen, const std::string& name) {
    const auto [show, options] = add_json_command<CommandShowOptions>(
        group, chosen,
        {"show", "The command, its rows and our orders",
         name + " show --config ctl.toml ctl-1785728700123456-4711"},
        show_command);
    show.add_option("id", options.id, "The command's id")->required();
}

void describe_commands(CLI::App& app, Chosen& chosen) {
    auto* group = app.add_subcommand("commands", "What customers and operators have asked for");
    group->require_subcommand(1);
    const auto [list, options] = add_json_command<CommandsOptions>(
        *group, chosen,
        {"list", "Those that go on, then the newest",
         "commands list --config ctl.toml --state open --account AB1234"},
        list_commands);
    list.add_option("--account", options.filter.account, "Of this account");
    list.add_option("--state", options.filter.outcome,
                    "open, done, partly, nothing (was done) or refused")
        ->check(
            CLI::IsMember(std::vector<std::string>{kOutcomeNames.begin(), kOutcomeNames.end()}));
    list.add_option("--limit", options.filter.limit, "Show so many")
        ->capture_default_str()
        ->check(CLI::Range(int64_t{1}, kCommandsMax));
    describe_show(*group, chosen, "commands");
    // The name of before, for one release.
    auto* before = app.add_subcommand("command", "commands")->group("");
    before->require_subcommand(1);
    describe_show(*before, chosen, "command");
}

}  // namespace

void describe_books(CLI::App& app, Chosen& chosen) {
    describe_orders(app, chosen);
    const auto [positions, options] =
        describe(app, chosen, "positions", "An account's positions and their P&L",
                 "--account AB1234", show_positions);
    positions.add_option("--account", options.account, "The customer's account")->required();
    describe_commands(app, chosen);
}

}  // namespace ctl
