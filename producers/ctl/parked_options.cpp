#include <CLI/CLI.hpp>

#include "producers/ctl/chosen.h"
#include "producers/ctl/messages/parked_command.h"

namespace ctl {
namespace {

using Options = std::shared_ptr<ParkedOptions>;

constexpr int64_t kLimitOfChanges = 1000;

CLI::App* command(CLI::App& group, const char* name, const char* help, ParkedOptions& options) {
    auto* command = group.add_subcommand(name, help);
    command->add_option("--config", options.config, "TOML file")->required();
    command->add_flag("--json", options.json, "Print it as JSON");
    return command;
}

// `reason`: the name of the option for a part of the reason; a change has a --reason of its own.
void add_filters(CLI::App& command, ParkedOptions& options, const char* reason) {
    command.add_option(reason, options.reason, "A part of the reason it was refused for");
    command.add_option("--source", options.source, "The event's source");
    command.add_option("--account", options.account, "The event's account");
    command.add_option("--day", options.day, "Trading day yyyymmdd");
    command.add_option("--partition", options.partition, "Partition");
    command.add_option("--since", options.since, "Not older than this: 90s, 30m, 2h, 1d");
    command.add_option("--limit", options.limit, "At most so many rows")
        ->capture_default_str()
        ->check(CLI::Range(int64_t{1}, int64_t{10'000}));
}

void add_change(CLI::App& command, ParkedOptions& options) {
    options.limit = kLimitOfChanges;
    command.add_option("digest", options.digest, "The row's digest, or its beginning");
    add_filters(command, options, "--refused");
    command.add_flag("--all", options.all, "All that is parked, where no filter is given");
    command.add_option("--by", options.by, "Who decided it")->required();
    command.add_option("--reason", options.why, "Why, for the audit")->required();
    command.add_flag("--dry-run", options.dry_run, "Show what would happen, change nothing");
}

void describe_list(CLI::App& group, Chosen& chosen) {
    auto options = std::make_shared<ParkedOptions>();
    auto* list = command(group, "list", "What is parked, newest first", *options);
    list->footer("Example: backstopctl parked list --config ctl.toml --reason price --since 2h");
    add_filters(*list, *options, "--reason");
    list->add_flag("--group", options->group, "By reason and source, with counts");
    list->callback([options, &chosen] { chosen = [options] { return list_parked(*options); }; });
}

void describe_show(CLI::App& group, Chosen& chosen) {
    auto options = std::make_shared<ParkedOptions>();
    auto* show = command(group, "show", "One parked event, with its body", *options);
    show->footer("Example: backstopctl parked show 3FA9 --config ctl.toml");
    show->add_option("digest", options->digest, "The row's digest, or its beginning")->required();
    show->add_flag("--unmask", options->unmask, "With personal data; goes to the audit");
    show->add_option("--by", options->by, "Who looks at personal data");
    show->callback([options, &chosen] { chosen = [options] { return show_parked(*options); }; });
}

void describe_redrive(CLI::App& group, Chosen& chosen) {
    auto options = std::make_shared<ParkedOptions>();
    auto* redrive = command(
        group, "redrive", "Send parked events to the ledger once more, and wait for it", *options);
    redrive->footer(
        "Example: backstopctl parked redrive 3FA9 --config ctl.toml --by asha --reason 'price "
        "corrected' "
        "--edit corrected.json");
    add_change(*redrive, *options);
    redrive->add_option("--edit", options->edit,
                        "File with the corrected event, as one JSON object");
    redrive->add_option("--rate", options->rate, "At most so many a second")
        ->capture_default_str()
        ->check(CLI::Range(int64_t{1}, int64_t{1000}));
    redrive->add_option("--wait", options->wait_s, "Seconds to wait for the ledger, each time")
        ->capture_default_str()
        ->check(CLI::Range(int64_t{1}, int64_t{600}));
    redrive->callback(
        [options, &chosen] { chosen = [options] { return redrive_parked(*options); }; });
}

void describe_discard(CLI::App& group, Chosen& chosen) {
    auto options = std::make_shared<ParkedOptions>();
    auto* discard =
        command(group, "discard",
                "Set parked events aside for good; they are kept with who and why", *options);
    discard->footer(
        "Example: backstopctl parked discard --source test-1 --config ctl.toml --by asha --reason "
        "'a "
        "drill'");
    add_change(*discard, *options);
    discard->callback(
        [options, &chosen] { chosen = [options] { return discard_parked(*options); }; });
}

}  // namespace

void describe_parked(CLI::App& app, Chosen& chosen) {
    auto* group =
        app.add_subcommand("parked", "Events that broke a rule: find, look, send again, set aside");
    group->require_subcommand(1);
    describe_list(*group, chosen);
    describe_show(*group, chosen);
    describe_redrive(*group, chosen);
    describe_discard(*group, chosen);
}

}  // namespace ctl
