#include "producers/ctl/command_options.h"
#include "producers/ctl/exits/mass_exit_command.h"
#include "producers/ctl/set_aside_options.h"

namespace ctl {
namespace {

void describe_request(CLI::App& mass, Chosen& chosen) {
    const auto [command, options] = add_command<MassRequestOptions>(
        mass, chosen,
        {"request", "Ask for it; a second person must approve",
         "mass-exit request --config ctl.toml --branch MUM1 --product MIS --why margin"},
        request_mass_exit);
    Request& request = options.request;
    request.expires_s = 600;
    request.validity = "ioc";
    command.add_option("--file", options.file, "Accounts, one a line; - for standard input");
    command.add_option("--branch", options.branch, "All customers of this branch");
    command.add_option("--why", options.why, "Why, for who approves it")->required();
    command.add_option("--by", request.by, "Who asks (default: the login name)");
    command.add_option("--id", options.id, "Its id (default: made up and printed)");
    command.add_option("--exchange", request.exchange, "NSE, BSE, MCX, NCDEX or MSE");
    command.add_option("--segment", request.segment, "CM, FO, CD or CO");
    command.add_option("--product", request.product, "CNC, MIS, NRML or MTF");
    command.add_option("--side", request.side, "Of the positions: buy (long) or sell");
    command.add_option("--instrument", request.instrument,
                       "A symbol or token, as `positions` shows them");
    command.add_option("--token", request.token, "The exchange's instrument number");
    command.add_option("--percent", request.percent, "This much of each, 1 to 100 (default: all)");
    command.add_option("--validity", request.validity, "ioc (default) or day");
    command.add_flag("--no-cancel-first", request.no_cancel_first,
                     "Leave the pending orders on the positions alone");
    command.add_option("--epoch", request.epoch, "Refuse it under any other activation");
    command.add_option("--day", options.day, "Trading day yyyymmdd (default: the open one)");
    command.add_option("--expires-s", request.expires_s,
                       "Commands are not begun later than this after the approval (default 600)");
    command.add_flag("--dry-run", options.dry_run, "Check it, ask for nothing");
    command.add_flag("--json", options.json, "Print it as JSON");
}

Added<MassDecisionOptions> add_decision(CLI::App& mass, Chosen& chosen, const std::string& name,
                                        const std::string& help,
                                        int (*decide)(const MassDecisionOptions&)) {
    const std::string reason = name == "refuse" ? " --reason 'not these'" : "";
    auto added = add_command<MassDecisionOptions>(
        mass, chosen,
        {name, help,
         "mass-exit " + name + " --config ctl.toml mass-1785728700123456-4711 --by asha" + reason},
        decide);
    auto& [command, options] = added;
    command.add_option("id", options.id, "The mass exit's id")->required();
    command.add_option("--by", options.by, "Who decides (default: the login name)");
    command.add_flag("--dry-run", options.dry_run, "Show what would be done, change nothing");
    command.add_flag("--json", options.json, "Print it as JSON");
    return added;
}

}  // namespace

void describe_mass_exit(CLI::App& app, Chosen& chosen) {
    auto* mass = app.add_subcommand("mass-exit", "Exits for many accounts, which need two people");
    mass->require_subcommand(1);
    describe_request(*mass, chosen);
    const auto [list, options] = add_command<MassDecisionOptions>(
        *mass, chosen, {"list", "The newest 1,000", "mass-exit list --config ctl.toml"},
        show_mass_exits);
    list.add_flag("--json", options.json, "Print them as JSON");
    const auto show = add_json_command<MassDecisionOptions>(
        *mass, chosen,
        {"show", "Which positions it means, what they are worth, what has come of it",
         "mass-exit show --config ctl.toml mass-1785728700123456-4711"},
        show_mass_exit);
    show.command.add_option("id", show.options.id, "The mass exit's id")->required();
    const auto approval =
        add_decision(*mass, chosen, "approve", "Approve it and publish its commands", approve);
    approval.command.add_option("--reason", approval.options.reason,
                                "Why nobody else can be asked, with --break-glass");
    add_break_glass(approval.command, approval.options.break_glass);
    const auto refusal = add_decision(*mass, chosen, "refuse", "Refuse it, and say why", refuse);
    refusal.command.add_option("--reason", refusal.options.reason, "Why: for who asked")
        ->required();
    add_decision(*mass, chosen, "withdraw", "Take back what you have asked for", withdraw);
}

}  // namespace ctl
