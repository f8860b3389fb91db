#include <CLI/CLI.hpp>

#include "producers/ctl/chosen.h"
#include "producers/ctl/messages/dlq_command.h"

namespace ctl {
namespace {

CLI::App* command(CLI::App& group, const char* name, const char* help, DlqOptions& options) {
    auto* command = group.add_subcommand(name, help);
    command->add_option("queue", options.queue, "dlq.feed, dlq.notify, unrouted, or notices")
        ->required();
    command->add_option("--config", options.config, "TOML file")->required();
    command->add_flag("--json", options.json, "Print it as JSON");
    command->add_option("--limit", options.limit, "Look at so many letters, from the queue's head")
        ->capture_default_str()
        ->check(CLI::Range(int64_t{1}, int64_t{2000}));
    return command;
}

void add_filters(CLI::App& command, DlqOptions& options, const char* reason) {
    command.add_option(reason, options.refused, "A part of why it died");
    command.add_option("--exchange", options.exchange, "It was sent to this exchange");
    command.add_option("--key", options.key, "It was sent with this routing key");
}

void add_change(CLI::App& command, DlqOptions& options) {
    command.add_option("id", options.id, "The letter's id, or its beginning");
    add_filters(command, options, "--refused");
    command.add_flag("--all", options.all, "All that the limit allows, where no filter is given");
    command.add_option("--by", options.by, "Who decided it")->required();
    command.add_option("--reason", options.reason, "Why, for the audit")->required();
    command.add_flag("--dry-run", options.dry_run, "Show what is meant, change nothing");
    command.add_option("--rate", options.rate, "At most so many a second")
        ->capture_default_str()
        ->check(CLI::Range(int64_t{1}, int64_t{1000}));
}

void describe_list(CLI::App& group, Chosen& chosen) {
    auto options = std::make_shared<DlqOptions>();
    auto* list =
        command(group, "list", "What a queue of dead letters holds; all of it stays", *options);
    list->footer("Example: backstopctl dlq list dlq.notify --config ctl.toml --group");
    add_filters(*list, *options, "--reason");
    list->add_flag("--group", options->group, "By reason and address, with counts");
    list->callback([options, &chosen] { chosen = [options] { return list_letters(*options); }; });
}

void describe_show(CLI::App& group, Chosen& chosen) {
    auto options = std::make_shared<DlqOptions>();
    auto* show = command(group, "show", "One letter, with its body", *options);
    show->footer("Example: backstopctl dlq show dlq.feed 1f00 --config ctl.toml");
    show->add_option("id", options->id, "Its id, or the beginning")->required();
    show->add_flag("--unmask", options->unmask, "With personal data; goes to the audit");
    show->add_option("--by", options->by, "Who looks at personal data");
    show->callback([options, &chosen] { chosen = [options] { return show_letter(*options); }; });
}

void describe_redrive(CLI::App& group, Chosen& chosen) {
    auto options = std::make_shared<DlqOptions>();
    auto* redrive =
        command(group, "redrive", "Send letters once more to where they were going", *options);
    redrive->footer(
        "Example: backstopctl dlq redrive dlq.notify --all --config ctl.toml --by asha --reason "
        "'gateway is back'\n"
        "A message is confirmed before its letter goes: cut off in between it is sent twice.");
    add_change(*redrive, *options);
    redrive->callback(
        [options, &chosen] { chosen = [options] { return redrive_letters(*options); }; });
}

void describe_discard(CLI::App& group, Chosen& chosen) {
    auto options = std::make_shared<DlqOptions>();
    auto* discard = command(group, "discard",
                            "Take letters out for good; they are kept with who and why", *options);
    discard->footer(
        "Example: backstopctl dlq discard dlq.feed 1f00 --config ctl.toml --by asha --reason 'a "
        "drill'");
    add_change(*discard, *options);
    discard->callback(
        [options, &chosen] { chosen = [options] { return discard_letters(*options); }; });
}

}  // namespace

void describe_dlq(CLI::App& app, Chosen& chosen) {
    auto* group =
        app.add_subcommand("dlq", "The broker's dead letters: find, look, send again, throw away");
    group->require_subcommand(1);
    describe_list(*group, chosen);
    describe_show(*group, chosen);
    describe_redrive(*group, chosen);
    describe_discard(*group, chosen);
}

}  // namespace ctl
