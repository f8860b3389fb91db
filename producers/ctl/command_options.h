#pragma once

#include <CLI/CLI.hpp>
#include <functional>
#include <memory>
#include <string>

#include "producers/ctl/chosen.h"

namespace ctl {

// What --help says of a command.
struct Words {
    std::string name, help;
    std::string example;  // what follows "backstopctl "; further lines stand below it
    std::string config = "TOML file";
};

// A command that was added, and its options as they will be typed; both live as long as the parser.
template <class Options>
struct Added {
    CLI::App& command;
    Options& options;
};

// Adds a command whose options the caller describes. Where it is typed, `run` with its options is
// chosen.
template <class Options>
Added<Options> add_bare_command(CLI::App& group, Chosen& chosen, const Words& words,
                                std::function<int(const Options&)> run) {
    auto options = std::make_shared<Options>();
    auto* command = group.add_subcommand(words.name, words.help);
    command->footer("Example: backstopctl " + words.example);
    command->callback([options, run = std::move(run), &chosen] {
        chosen = [options, run] { return run(*options); };
    });
    return {*command, *options};
}

// The same, with --config.
template <class Options>
Added<Options> add_command(CLI::App& group, Chosen& chosen, const Words& words,
                           std::function<int(const Options&)> run) {
    auto added = add_bare_command<Options>(group, chosen, words, std::move(run));
    added.command.add_option("--config", added.options.config, words.config)->required();
    return added;
}

// The same, with --config and --json.
template <class Options>
Added<Options> add_json_command(CLI::App& group, Chosen& chosen, const Words& words,
                                std::function<int(const Options&)> run) {
    auto added = add_command<Options>(group, chosen, words, std::move(run));
    added.command.add_flag("--json", added.options.json, "Print it as JSON");
    return added;
}

}  // namespace ctl
