#include <fmt/core.h>

#include <CLI/CLI.hpp>
#include <set>

#include "common/events/event.h"
#include "common/events/names.h"
#include "producers/ctl/chosen.h"
#include "producers/ctl/completion.h"
#include "producers/ctl/exit_codes.h"

namespace ctl {
namespace {

using Values = std::vector<std::string>;

template <class Enum>
Values names() {
    return {events::kNames<Enum>.begin(), events::kNames<Enum>.end()};
}

Values own_validities() {
    const auto& all = events::kNames<events::Validity>;
    return {all.begin(), all.begin() + events::kOwnValidities};
}

// Closed lists that the parser itself does not know: the values are checked with the others, later.
Values known_values(const std::string& name, int32_t partitions) {
    if (name == "exchange") return names<events::Exchange>();
    if (name == "segment") return names<events::Segment>();
    if (name == "product") return names<events::Product>();
    if (name == "side") return names<events::Side>();
    if (name == "validity") return own_validities();
    if (name == "channel") return names<events::Channel>();
    Values values;
    if (name != "partition") return values;
    for (int32_t one = 0; one < partitions; ++one) values.push_back(std::to_string(one));
    return values;
}

// Of a check like CLI::IsMember, which describes itself as {a,b,c}.
Values checked_values(const std::string& type) {
    Values values;
    const size_t begin = type.find('{');
    const size_t end = type.find('}');
    if (begin == type.npos || end == type.npos) return values;
    for (const std::string& value :
         CLI::detail::split(type.substr(begin + 1, end - begin - 1), ','))
        values.push_back(value.substr(0, value.find("->")));
    return values;
}

CompletionOption read_option(const CLI::Option& option, int32_t partitions) {
    static const std::set<std::string> kFiles{"config", "file", "folder", "list", "archive", "out"};
    CompletionOption read;
    read.is_positional = option.get_positional();
    const std::string name = CLI::detail::to_lower(option.get_single_name());
    read.name = read.is_positional ? name : "--" + name;
    read.takes_value = option.get_expected_max() > 0;
    read.is_file = read.takes_value && kFiles.contains(name);
    if (!read.takes_value) return read;
    read.values = checked_values(option.get_type_name());
    if (read.values.empty()) read.values = known_values(name, partitions);
    return read;
}

CompletionCommand read_command(CLI::App& app, const std::string& name, int32_t partitions) {
    CompletionCommand command;
    command.name = name;
    for (const CLI::Option* option : app.get_options()) {
        if (option->get_lnames().empty() && !option->get_positional()) continue;
        command.options.push_back(read_option(*option, partitions));
    }
    for (CLI::App* below : app.get_subcommands({})) {
        if (below->get_group().empty()) continue;  // the name of before
        command.commands.push_back(read_command(*below, below->get_name(), partitions));
    }
    return command;
}

}  // namespace

void describe_completion(CLI::App& app, Chosen& chosen) {
    auto* completion = app.add_subcommand("completion", "Completion of this program in a shell");
    completion->require_subcommand(1);
    auto partitions = std::make_shared<int32_t>(4);
    auto* bash = completion->add_subcommand("bash", "Print the script that bash reads");
    bash->footer(
        "Put it where bash finds it: /etc/bash_completion.d/backstopctl, or into ~/.bashrc:\n"
        "source <(backstopctl completion bash)\n"
        "Example: backstopctl completion bash --partitions 8");
    bash->add_option("--partitions", *partitions, "Of the deployment, to be offered (default 4)")
        ->check(CLI::Range(int32_t{1}, static_cast<int32_t>(events::kPartitionsMax)));
    bash->callback([partitions, &app, &chosen] {
        chosen = [partitions, &app] {
            fmt::print("{}", bash_completion(read_command(app, "backstopctl", *partitions)));
            return kDone;
        };
    });
}

}  // namespace ctl
