#include "producers/ctl/command_options.h"
#include "producers/ctl/messages/parked_command.h"
#include "producers/ctl/set_aside_options.h"

namespace ctl {
namespace {

// `refused`: the name of the option for a part of the reason; a change has a --reason of its own.
void add_filters(const Added<ParkedOptions>& added, const char* refused, int64_t limit) {
    const auto& [command, options] = added;
    command.add_option(refused, options.refused, "A part of the reason it was refused for");
    command.add_option("--source", options.source, "The event's source");
    command.add_option("--account", options.account, "The event's account");
    command.add_option("--day", options.day, "Trading day yyyymmdd");
    command.add_option("--partition", options.partition, "Partition");
    command.add_option("--since", options.since, "Not older than this: 90s, 30m, 2h, 1d");
    options.limit = limit;
    add_limit(command, options, "At most so many rows", 10'000);
}

Added<ParkedOptions> add_change(CLI::App& parked, Chosen& chosen, const Words& words,
                                int (*run)(const ParkedOptions&)) {
    auto added = add_json_command<ParkedOptions>(parked, chosen, words, run);
    auto& [command, options] = added;
    command.add_option("digest", options.digest, "The row's digest, or its beginning");
    add_filters(added, "--refused", 1000);
    add_decision(command, options, "All that is parked, where no filter is given",
                 "Show what would happen, change nothing");
    return added;
}

void describe_redrive(CLI::App& parked, Chosen& chosen) {
    const auto [redrive, options] =
        add_change(parked, chosen,
                   {"redrive", "Send parked events to the ledger once more, and wait for it",
                    "parked redrive 3FA9 --config ctl.toml --by asha --reason 'price corrected' "
                    "--edit corrected.json"},
                   redrive_parked);
    redrive.add_option("--edit", options.edit, "File with the corrected event, as one JSON object");
    add_break_glass(redrive, options.break_glass);
    add_rate(redrive, options);
    redrive.add_option("--wait", options.wait_s, "Seconds to wait for the ledger, each time")
        ->capture_default_str()
        ->check(CLI::Range(int64_t{1}, int64_t{600}));
}

}  // namespace

void describe_parked(CLI::App& app, Chosen& chosen) {
    auto* parked =
        app.add_subcommand("parked", "Events that broke a rule: find, look, send again, set aside");
    parked->require_subcommand(1);

    const auto list =
        add_json_command<ParkedOptions>(*parked, chosen,
                                        {"list", "What is parked, newest first",
                                         "parked list --config ctl.toml --reason price --since 2h"},
                                        list_parked);
    add_filters(list, "--reason", 50);
    list.command.add_flag("--group", list.options.group, "By reason and source, with counts");

    const auto show = add_json_command<ParkedOptions>(
        *parked, chosen,
        {"show", "One parked event, with its body", "parked show 3FA9 --config ctl.toml"},
        show_parked);
    show.command.add_option("digest", show.options.digest, "The row's digest, or its beginning")
        ->required();
    add_unmasking(show.command, show.options);

    describe_redrive(*parked, chosen);
    add_change(*parked, chosen,
               {"discard", "Set parked events aside for good; they are kept with who and why",
                "parked discard --source test-1 --config ctl.toml --by asha --reason 'a drill'"},
               discard_parked);
}

}  // namespace ctl
