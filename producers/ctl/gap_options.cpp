#include <CLI/CLI.hpp>

#include "producers/ctl/chosen.h"
#include "producers/ctl/messages/gap_command.h"

namespace ctl {
namespace {

CLI::App* command(CLI::App& group, const char* name, const char* help, GapOptions& options) {
    auto* command = group.add_subcommand(name, help);
    command->add_option("--config", options.config, "TOML file")->required();
    command->add_flag("--json", options.json, "Print it as JSON");
    return command;
}

void add_wait(CLI::App& command, GapOptions& options) {
    command.add_option("--by", options.by, "Who decided it")->required();
    command.add_option("--wait", options.wait_s, "Seconds to wait for the ledger")
        ->capture_default_str()
        ->check(CLI::Range(int64_t{0}, int64_t{600}));
}

void describe_show(CLI::App& group, Chosen& chosen) {
    auto options = std::make_shared<GapOptions>();
    auto* show = command(group, "show", "Streams in which numbers are missing", *options);
    show->footer("Example: backstopctl gap show --config ctl.toml --all");
    show->add_flag("--all", options->all, "The newest day's streams without a gap too");
    show->callback([options, &chosen] { chosen = [options] { return show_gaps(*options); }; });
}

void describe_heal(CLI::App& group, Chosen& chosen) {
    auto options = std::make_shared<GapOptions>();
    auto* heal = command(group, "heal", "Let the ledger read the journal for what is missing, now",
                         *options);
    heal->footer("Example: backstopctl gap heal 2 --config ctl.toml --by asha");
    heal->add_option("partition", options->partition, "Its number")->required();
    add_wait(*heal, *options);
    heal->callback([options, &chosen] { chosen = [options] { return heal_gap(*options); }; });
}

void describe_accept(CLI::App& group, Chosen& chosen) {
    auto options = std::make_shared<GapOptions>();
    auto* accept =
        command(group, "accept",
                "Decide that missing numbers do not exist: the ledger passes over them", *options);
    accept->footer(
        "Example: backstopctl gap accept --config ctl.toml --source nse-fo-1 --day 20260803 "
        "--partition 2 "
        "--through 4711 --by asha --reason 'the exchange confirms that they were never sent'");
    accept->add_option("--source", options->source, "The stream's source")->required();
    accept->add_option("--day", options->day, "Its trading day yyyymmdd")->required();
    accept->add_option("--partition", options->partition, "Its partition")->required();
    accept->add_option("--through", options->through, "The last number that does not exist")
        ->required();
    accept->add_option("--reason", options->reason, "Why, for the audit")->required();
    accept->add_flag("--dry-run", options->dry_run, "Show what would be accepted, change nothing");
    add_wait(*accept, *options);
    accept->callback([options, &chosen] { chosen = [options] { return accept_gap(*options); }; });
}

}  // namespace

void describe_gap(CLI::App& app, Chosen& chosen) {
    auto* group = app.add_subcommand("gap", "Numbers that are missing: see, heal, accept them");
    group->require_subcommand(1);
    describe_show(*group, chosen);
    describe_heal(*group, chosen);
    describe_accept(*group, chosen);
}

}  // namespace ctl
