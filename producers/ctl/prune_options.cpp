#include "producers/ctl/command_options.h"
#include "producers/ctl/prune/prune_command.h"

namespace ctl {

void describe_prune(CLI::App& app, Chosen& chosen) {
    const auto [command, options] = add_command<PruneOptions>(
        app, chosen,
        {"prune", "Delete what has reached its end: notices, inbox, settled events and letters",
         "prune --config ctl.toml --keep-days 90 --dry-run\n"
         "Example: backstopctl prune --config ctl.toml --keep-days 90 --limit 1000000 --by asha\n"
         "Never books or what is still open; the audit stays evidence_years. Killed at any moment "
         "it is given again."},
        prune);
    command
        .add_option("--keep-days", options.keep_days,
                    "Keep what ended in so many days before today, 11 or more")
        ->required();
    command.add_flag("--dry-run", options.dry_run, "Count it, delete nothing");
    command.add_option("--limit", options.limit, "Delete at most so many rows (default: all)")
        ->check(CLI::Range(int64_t{1}, int64_t{1'000'000'000}));
    command.add_option("--by", options.by, "Who decided it (default: the login name)");
    command.add_flag("--json", options.json, "Print the result as JSON");
}

}  // namespace ctl
