#include <CLI/CLI.hpp>

#include "producers/replay/replay_options.h"

namespace replay {
namespace {

CLI::App* describe(CLI::App& app, Options& options, const std::string& verb,
                   const std::string& help) {
    auto* command = app.add_subcommand(verb, help);
    command->add_option("--config", options.config, "TOML file")->required();
    command->add_option("--day", options.day, "Trading day, yyyymmdd (default: the open one)");
    auto* journal = command->add_flag(
        "--journal", options.journal,
        "From the broker's stream, which may lack what was confirmed (default: the record)");
    auto* archive =
        command->add_option("--archive", options.archives, "From archive files, in this order")
            ->excludes(journal);
    command->add_flag("--open", options.open, "The last archive file is still being written")
        ->needs(archive);
    command->add_option("--partition", options.partition, "Only this one");
    command->add_option("--account", options.account, "Only this customer");
    command->add_option("--pace", options.pace,
                        "max (default), or a multiple of the speed of the day itself");
    command->add_option("--workers", options.workers,
                        "Writers at a time (default: one for each partition)");
    command->add_flag("--fresh", options.fresh, "Begin anew where an earlier run was cut off");
    command->add_flag("--dry-run", options.dry_run, "Read and count, write nothing");
    command->add_flag("--json", options.json, "Print the report as JSON");
    command->callback([&options, verb] { options.verb = verb; });
    return command;
}

void describe_cuts(CLI::App& command, Options& options) {
    command.add_option("--source", options.source, "Only this source");
    command.add_option("--from-seq", options.from_seq, "Only from this number on");
    command.add_option("--to-seq", options.to_seq, "Only up to this number");
    command.add_option("--from-time", options.from_time,
                       "Only from this exchange time on, HH:MM[:SS]");
    command.add_option("--to-time", options.to_time, "Only before this exchange time");
}

void describe_swap(CLI::App& app, Options& options) {
    auto* swap = describe(app, options, "swap", "Make the record's books of the day the live ones");
    swap->get_option("--day")->required();
    swap->add_option("--by", options.by, "Who does it")->required();
    swap->add_option("--reason", options.reason, "Why")->required();
    swap->add_option("--token-file", options.token_file,
                     "Your operator's token, - for standard input (default: the environment's "
                     "BACKSTOP_OPERATOR_TOKEN)");
    swap->add_flag("--break-glass", options.break_glass,
                   "No second person is there: with your token alone. All operators are told, and "
                   "another must countersign");
    swap->footer(
        "Example: backstop-replay swap --config replay.toml --day 20260803 --by asha --reason "
        "\"row damaged by hand\"");
}

void describe_rehearse(CLI::App& app, Options& options) {
    auto* rehearse =
        describe(app, options, "rehearse", "Publish the day's events onto another vhost");
    describe_cuts(*rehearse, options);
    rehearse->add_option("--to-vhost", options.to_vhost, "Which; never the live one")->required();
    rehearse->footer(
        "Example: backstop-replay rehearse --config replay.toml --day 20260803 --to-vhost drill "
        "--pace 10");
}

void describe_shadow(CLI::App& app, Options& options) {
    auto* shadow = describe(app, options, "shadow", "Fold the day into a database and keep it");
    describe_cuts(*shadow, options);
    shadow->add_option("--as-of", options.as_of,
                       "Print the books of --account at this exchange time, HH:MM[:SS]");
    shadow->footer(
        "Example: backstop-replay shadow --config replay.toml --day 20260803 --account AB1234 "
        "--as-of 11:30");
}

}  // namespace

void describe_verbs(CLI::App& app, Options& options) {
    auto* verify = describe(app, options, "verify", "Fold the day again, compare the live books");
    verify->add_flag("--keep", options.keep, "Keep the shadow database");
    verify->footer("Example: backstop-replay verify --config replay.toml --day 20260803");
    describe_shadow(app, options);
    describe_swap(app, options);
    describe_rehearse(app, options);
}

}  // namespace replay
