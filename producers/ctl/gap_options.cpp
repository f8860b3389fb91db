#include "producers/ctl/command_options.h"
#include "producers/ctl/messages/gap_command.h"
#include "producers/ctl/set_aside_options.h"

namespace ctl {
namespace {

void add_wait(CLI::App& command, GapOptions& options) {
    command.add_option("--by", options.by, "Who decided it")->required();
    command.add_option("--wait", options.wait_s, "Seconds to wait for the ledger")
        ->capture_default_str()
        ->check(CLI::Range(int64_t{0}, int64_t{600}));
}

void describe_accept(CLI::App& gap, Chosen& chosen) {
    const auto [accept, options] = add_json_command<GapOptions>(
        gap, chosen,
        {"accept", "Decide that missing numbers do not exist: the ledger passes over them",
         "gap accept --config ctl.toml --source nse-fo-1 --day 20260803 --partition 2 "
         "--through 4711 --by asha --reason 'the exchange confirms that they were never sent'"},
        accept_gap);
    accept.add_option("--source", options.source, "The stream's source")->required();
    accept.add_option("--day", options.day, "Its trading day yyyymmdd")->required();
    accept.add_option("--partition", options.partition, "Its partition")->required();
    accept.add_option("--through", options.through,
                      "The last number of the gap that does not exist");
    accept.add_option(
        "--range", options.ranges,
        "Numbers that do not exist: 7, 10-19, or a list with commas; may be repeated");
    accept.add_option("--reason", options.reason, "Why, for the audit")->required();
    add_break_glass(accept, options.break_glass);
    accept.add_flag("--dry-run", options.dry_run, "Show what would be accepted, change nothing");
    add_wait(accept, options);
}

}  // namespace

void describe_gap(CLI::App& app, Chosen& chosen) {
    auto* gap = app.add_subcommand("gap", "Numbers that are missing: see, heal, accept them");
    gap->require_subcommand(1);

    const auto show = add_json_command<GapOptions>(
        *gap, chosen,
        {"show", "Streams in which numbers are missing", "gap show --config ctl.toml --all"},
        show_gaps);
    show.command.add_flag("--all", show.options.all, "The open day's streams without a gap too");

    const auto heal = add_json_command<GapOptions>(
        *gap, chosen,
        {"heal", "Let the ledger read the record for what is missing, now",
         "gap heal 2 --config ctl.toml --by asha"},
        heal_gap);
    heal.command.add_option("partition", heal.options.partition, "Its number")->required();
    add_wait(heal.command, heal.options);

    describe_accept(*gap, chosen);
}

}  // namespace ctl
