#include "producers/ctl/completion.h"

#include <functional>

namespace ctl {
namespace {

std::string joined(const std::vector<std::string>& words, const char* between) {
    std::string text;
    for (const std::string& word : words) text += (text.empty() ? "" : between) + word;
    return text;
}

// Calls `on_command(path, command)` for the root (path "") and for all below it ("/site/show").
void walk(const std::string& path, const CompletionCommand& command,
          const std::function<void(const std::string&, const CompletionCommand&)>& on_command) {
    on_command(path, command);
    for (const auto& below : command.commands) walk(path + "/" + below.name, below, on_command);
}

std::string all_paths(const CompletionCommand& root) {
    std::vector<std::string> paths;
    walk("", root, [&](const std::string& path, const CompletionCommand&) {
        if (!path.empty()) paths.push_back(path);
    });
    return joined(paths, "|");
}

// What may stand behind an option that takes a value.
std::string behind_options(const CompletionCommand& command) {
    std::string text;
    std::vector<std::string> free;
    for (const CompletionOption& option : command.options) {
        if (option.is_positional || !option.takes_value) continue;
        if (option.is_file) {
            text += "                " + option.name + ") files=yes ;;\n";
        } else if (!option.values.empty()) {
            text += "                " + option.name + ") words=\"" + joined(option.values, " ") +
                    "\" ;;\n";
        } else {
            free.push_back(option.name);
        }
    }
    if (!free.empty()) text += "                " + joined(free, "|") + ") ;;\n";
    return text;
}

std::string of_command(const std::string& path, const CompletionCommand& command) {
    std::vector<std::string> words;
    bool files = false;
    for (const CompletionCommand& below : command.commands) words.push_back(below.name);
    for (const CompletionOption& option : command.options) {
        if (!option.is_positional) words.push_back(option.name);
        if (!option.is_positional) continue;
        words.insert(words.end(), option.values.begin(), option.values.end());
        files = files || option.is_file;
    }
    return "        \"" + path + "\")\n            case $previous in\n" + behind_options(command) +
           "                *) words=\"" + joined(words, " ") + "\"" + (files ? " files=yes" : "") +
           " ;;\n            esac ;;\n";
}

}  // namespace

std::string bash_completion(const CompletionCommand& root) {
    std::string text = "# Completion of " + root.name + " in bash; made by: " + root.name +
                       " completion bash\n_" + root.name + R"(() {
    local current=${COMP_WORDS[COMP_CWORD]} previous=${COMP_WORDS[COMP_CWORD-1]} path= words= files= i
    if [[ $current == = ]]; then
        current=
    elif [[ $previous == = ]]; then
        previous=${COMP_WORDS[COMP_CWORD-2]}
    fi
    for ((i = 1; i < COMP_CWORD; ++i)); do
        case $path/${COMP_WORDS[i]} in
            )" + all_paths(root) +
                       R"() path=$path/${COMP_WORDS[i]} ;;
        esac
    done
    case $path in
)";
    walk("", root, [&](const std::string& path, const CompletionCommand& command) {
        text += of_command(path, command);
    });
    return text + R"(    esac
    COMPREPLY=()
    [[ -z $words ]] || mapfile -t COMPREPLY < <(compgen -W "$words" -- "$current")
    if [[ -n $files ]]; then
        compopt -o filenames 2>/dev/null
        local found
        mapfile -t found < <(compgen -f -- "$current")
        COMPREPLY+=("${found[@]}")
    fi
}
complete -F _)" +
           root.name + " " + root.name + "\n";
}

}  // namespace ctl
