#include "producers/ctl/command_options.h"
#include "producers/ctl/doubts/in_doubt_command.h"
#include "producers/ctl/set_aside_options.h"

namespace ctl {

void describe_in_doubt(CLI::App& app, Chosen& chosen) {
    auto* group = app.add_subcommand(
        "in-doubt", "Orders of which nobody knows what the exchange has made (orders --in-doubt)");
    group->require_subcommand(1);
    const auto [resolve, options] = add_json_command<ResolveOptions>(
        *group, chosen,
        {"resolve", "Write down what the exchange's desk says of one; takes two persons",
         "in-doubt resolve BX3F2A --config ctl.toml --dead --by asha "
         "--reason 'NSE desk, 14:05: never arrived'"},
        resolve_in_doubt);
    resolve.add_option("id", options.id, "The order's client order id")->required();
    auto* filled = resolve.add_option("--filled", options.filled,
                                      "It is over there, and so much of it has filled");
    resolve.add_flag("--dead", options.dead, "It is over there, or never arrived; nothing filled")
        ->excludes(filled);
    resolve.add_option("--by", options.by,
                       "Who decides (default: whose token is shown, or the login name)");
    resolve.add_option("--reason", options.reason, "Who has told it, for the audit")->required();
    add_break_glass(resolve, options.break_glass);
    resolve.add_flag("--dry-run", options.dry_run, "Show what would be done, change nothing");
}

}  // namespace ctl
