#pragma once

#include <string>
#include <vector>

namespace ctl {

// The program's commands as a shell must know them.
struct CompletionOption {
    std::string name;  // --exchange; of a positional: its name without dashes
    bool is_positional = false;
    bool takes_value = false;
    bool is_file = false;             // completed by the names of files
    std::vector<std::string> values;  // a closed list; empty: anything
};
struct CompletionCommand {
    std::string name;
    std::vector<CompletionCommand> commands;
    std::vector<CompletionOption> options;
};

// A script for bash that completes `root.name`: commands, options, values of closed lists, files.
// Pure. Names and values must be plain words, without blanks and quotes.
std::string bash_completion(const CompletionCommand& root);

}  // namespace ctl
