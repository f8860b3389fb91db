#include "producers/ctl/command_options.h"
#include "producers/ctl/exits/exit_command.h"

namespace ctl {
namespace {

Added<ExitOptions> describe(CLI::App& app, Chosen& chosen, const std::string& name,
                            const std::string& help, const std::string& example,
                            events::CommandAction action) {
    auto added = add_command<ExitOptions>(
        app, chosen, {name, help, name + " --config ctl.toml " + example}, send_command);
    auto& [command, options] = added;
    options.name = name;
    options.request.action = action;
    command.add_option("--account", options.request.account, "The customer's account")->required();
    return added;
}

void describe_filters(CLI::App& command, Request& request, bool one_position) {
    request.one_position = one_position;
    command.add_option("--exchange", request.exchange, "NSE, BSE, MCX, NCDEX or MSE");
    command.add_option("--segment", request.segment, "CM, FO, CD or CO");
    command.add_option("--instrument", request.instrument,
                       "A symbol or token, as `positions` shows them");
    command.add_option("--token", request.token, "The exchange's instrument number");
    command.add_option("--product", request.product, "CNC, MIS, NRML or MTF");
}

void describe_exit(CLI::App& command, Request& request) {
    command.add_option("--percent", request.percent, "This much of each, 1 to 100 (default: all)");
    command.add_option("--limit", request.limit, "Price in rupees (default: a protected limit)");
    command.add_flag("--outside-band", request.outside_band,
                     "The limit may lie outside the band that we know");
    command.add_option("--validity", request.validity, "ioc (default) or day");
    command.add_flag("--no-cancel-first", request.no_cancel_first,
                     "Leave the pending orders on the positions alone");
    request.validity = "ioc";
}

void describe_sending(CLI::App& command, ExitOptions& options) {
    Request& request = options.request;
    command.add_option("--id", request.id, "Idempotency key (default: made up and printed)");
    command.add_option("--by", request.by, "Who asked for it (default: the login name)");
    command.add_option("--evidence", request.evidence,
                       "Where the customer's instruction is kept: makes it a dealer's command");
    command.add_option("--epoch", request.epoch, "Refuse it under any other activation");
    command.add_option("--day", options.day, "Trading day yyyymmdd (default: the open one)");
    command.add_option("--expires-s", request.expires_s, "Not begun after this (default 60)");
    command
        .add_option("--wait-s", options.wait_s,
                    "Follow it for so long (default 10; 0: only publish it)")
        ->check(CLI::Range(0, 3600));
    command.add_flag("--dry-run", options.dry_run, "Show what would be done, change nothing");
    command.add_flag("--json", options.json, "Print the result as JSON");
}

}  // namespace

void describe_exits(CLI::App& app, Chosen& chosen) {
    using events::CommandAction;
    const auto [one, exit] = describe(
        app, chosen, "exit", "Square off one position (in every product, where none is named)",
        "--account AB1234 --instrument NIFTY26AUGFUT", CommandAction::Exit);
    describe_filters(one, exit.request, true);
    one.add_option("--quantity", exit.request.quantity,
                   "This much of it (default: all); of one product");
    describe_exit(one, exit.request);
    describe_sending(one, exit);

    const auto [all, exit_all] =
        describe(app, chosen, "exit-all", "Square off all positions that the filters let by",
                 "--account AB1234 --product MIS --dry-run", CommandAction::Exit);
    describe_filters(all, exit_all.request, false);
    all.add_option("--side", exit_all.request.side, "Of the positions: buy (long) or sell");
    describe_exit(all, exit_all.request);
    describe_sending(all, exit_all);

    const auto [some, cancel] =
        describe(app, chosen, "cancel", "Cancel orders: named ones, all, or by filters",
                 "--account AB1234 --order 1100000000012345", CommandAction::Cancel);
    describe_filters(some, cancel.request, false);
    some.add_option("--side", cancel.request.side, "Of the orders: buy or sell");
    some.add_option("--order", cancel.request.orders, "Exchange order ids");
    some.add_flag("--all", cancel.request.all, "Every pending order");
    describe_sending(some, cancel);
}

}  // namespace ctl
