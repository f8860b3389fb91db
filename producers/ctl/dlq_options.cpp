#include "producers/ctl/command_options.h"
#include "producers/ctl/messages/dlq_command.h"
#include "producers/ctl/set_aside_options.h"

namespace ctl {
namespace {

Added<DlqOptions> command(CLI::App& group, Chosen& chosen, const Words& words,
                          int (*run)(const DlqOptions&)) {
    auto added = add_bare_command<DlqOptions>(group, chosen, words, run);
    auto& [command, options] = added;
    command.add_option("queue", options.queue, "dlq.feed, dlq.notify, unrouted, or notices")
        ->required();
    command.add_option("--config", options.config, words.config)->required();
    command.add_flag("--json", options.json, "Print it as JSON");
    options.limit = 200;
    add_limit(command, options, "Look at so many letters, from the queue's head", 2000);
    return added;
}

// `refused`: the name of the option for a part of the reason; a change has a --reason of its own.
void add_filters(const Added<DlqOptions>& added, const char* refused) {
    const auto& [command, options] = added;
    command.add_option(refused, options.refused, "A part of why it died");
    command.add_option("--exchange", options.exchange, "It was sent to this exchange");
    command.add_option("--key", options.key, "It was sent with this routing key");
}

void add_change(const Added<DlqOptions>& added) {
    const auto& [command, options] = added;
    command.add_option("id", options.id, "The letter's id, or its beginning");
    add_filters(added, "--refused");
    add_decision(command, options, "All that the limit allows, where no filter is given",
                 "Show what is meant, change nothing");
    add_rate(command, options);
}

}  // namespace

void describe_dlq(CLI::App& app, Chosen& chosen) {
    auto* dlq =
        app.add_subcommand("dlq", "The broker's dead letters: find, look, send again, throw away");
    dlq->require_subcommand(1);

    const auto list = command(*dlq, chosen,
                              {"list", "What a queue of dead letters holds; all of it stays",
                               "dlq list dlq.notify --config ctl.toml --group"},
                              list_letters);
    add_filters(list, "--reason");
    list.command.add_flag("--group", list.options.group, "By reason and address, with counts");

    const auto show =
        command(*dlq, chosen,
                {"show", "One letter, with its body", "dlq show dlq.feed 1f00 --config ctl.toml"},
                show_letter);
    show.command.add_option("id", show.options.id, "Its id, or the beginning")->required();
    add_unmasking(show.command, show.options);

    const auto redrive = command(
        *dlq, chosen,
        {"redrive", "Send letters once more to where they were going",
         "dlq redrive dlq.notify --all --config ctl.toml --by asha --reason 'gateway is back'\n"
         "A message is confirmed before its letter goes: cut off in between it is sent twice.\n"
         "A letter of dlq.feed goes through the feed's mapping again, as --feed-config says it."},
        redrive_letters);
    redrive.command.add_option("--feed-config", redrive.options.feed_config,
                               "The feed's TOML file: its dialect, products and instruments");
    add_change(redrive);
    add_change(command(*dlq, chosen,
                       {"discard", "Take letters out for good; they are kept with who and why",
                        "dlq discard dlq.feed 1f00 --config ctl.toml --by asha --reason 'a drill'"},
                       discard_letters));
}

}  // namespace ctl
