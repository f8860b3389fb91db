#include "common/typed/parse_options.h"

#include <CLI/CLI.hpp>
#include <algorithm>

#include "common/typed/nearest.h"
#include "common/typed/value_rules.h"

namespace typed {
namespace {

// An empty text is a variable that a script forgot to set. Taken for "not given", a filter, a
// quantity or a limit would be dropped without a word, and the command would do more than was
// asked.
void refuse_empty(CLI::Option& option) {
    option.check(CLI::Validator{
        [](std::string& text) { return text.empty() ? "must not be empty" : std::string{}; }, ""});
}

// The parser takes 020 for sixteen, and 0x20 for thirty-two; what it says of a word is its own.
void refuse_no_number(CLI::Option& option) {
    option.check(CLI::Validator{
        [](std::string& text) -> std::string {
            const size_t digit = text.find_first_not_of("+-");
            const std::string digits = digit == std::string::npos ? "" : text.substr(digit);
            const bool all = digits.find_first_not_of("0123456789") == std::string::npos;
            if (digits.empty() || digit > 1 || !all) {
                return "must be a whole decimal number, not " + text;
            }
            const bool other = digits.size() > 1 && digits.front() == '0';
            return other ? "must be a decimal number, without a 0 in front" : "";
        },
        ""});
}

void refuse_unfit(CLI::Option& option) {
    const std::string name = option.get_single_name();
    option.check(
        CLI::Validator{[name](std::string& text) { return problem_of_value(name, text); }, ""});
}

bool is_number(const CLI::Option& option) {
    const std::string type = option.get_type_name();
    return type.starts_with("INT") || type.starts_with("UINT");
}

bool is_option(const std::string& word) { return word.size() > 1 && word.front() == '-'; }

// Follows the words as the parser will: into the commands, and past the options' values.
class Walk {
  public:
    Walk(CLI::App& app, const std::vector<std::string>& words)
        : command_{&app}, words_{words}, program_{app.get_name()} {}

    std::string problem() {
        for (; at_ < words_.size() && words_[at_] != "--"; ++at_) {
            const std::string& word = words_[at_];
            std::string why = is_option(word) ? problem_of_option(word) : problem_of_word(word);
            if (!why.empty()) return why;
        }
        return {};
    }

  private:
    std::string problem_of_option(const std::string& word) {
        const CLI::Option* option = option_named(word);
        if (option == nullptr) return no_option(word.substr(0, word.find('=')));
        in_list_ = option->get_expected_max() > 1;
        const bool takes_next =
            option->get_items_expected_min() > 0 && word.find('=') == std::string::npos;
        if (!takes_next) return {};
        // The parser takes the next word for the value, whatever it is: an option whose value was
        // forgotten would swallow the one behind it, and the complaint would be about that.
        const bool forgotten = ++at_ == words_.size() || option_named(words_[at_]) != nullptr;
        return forgotten ? word + " needs a value" : std::string{};
    }

    std::string problem_of_word(const std::string& word) {
        for (CLI::App* below : commands()) {
            if (below->get_name() != word) continue;
            command_ = below;
            path_ += " " + word;
            return {};
        }
        if (command_->get_require_subcommand_min() > 0) return no_command(word);
        if (in_list_ || takes_arguments()) return {};
        return whose() + " takes no argument " + word + hint(option_for(word));
    }

    // "--account AB1234" of an account's name that stands alone.
    [[nodiscard]] std::string option_for(const std::string& word) const {
        const bool takes_one = command_->get_option_no_throw("--account") != nullptr;
        const bool fits = word.size() > 2 && problem_of_value("account", word).empty();
        return takes_one && fits ? "--account " + word : "";
    }

    [[nodiscard]] bool takes_arguments() const {
        return !command_->get_options([](const CLI::Option* one) { return one->get_positional(); })
                    .empty();
    }

    [[nodiscard]] std::string whose() const { return path_.empty() ? program_ : path_.substr(1); }

    // Those with a name: a group of options is a nameless one.
    [[nodiscard]] std::vector<CLI::App*> commands() const {
        return command_->get_subcommands([](CLI::App* one) { return !one->get_name().empty(); });
    }

    [[nodiscard]] const CLI::Option* option_named(const std::string& word) const {
        if (!is_option(word)) return nullptr;
        return command_->get_option_no_throw(word.substr(0, word.find('=')));
    }

    [[nodiscard]] std::string no_command(const std::string& word) const {
        std::vector<std::string> names;
        for (CLI::App* one : commands()) {
            if (!one->get_group().empty()) names.push_back(one->get_name());
        }
        std::string meant = nearest(word, names);
        if (meant.empty()) meant = below_another(word);
        return "no command " + word + (path_.empty() ? "" : " of" + path_) + hint(meant);
    }

    // "dlq show" of "show", where one group alone has it.
    [[nodiscard]] std::string below_another(const std::string& word) const {
        std::string found;
        for (CLI::App* group : commands()) {
            for (const CLI::App* one : group->get_subcommands({})) {
                if (one->get_name() != word || group->get_group().empty()) continue;
                if (!found.empty()) return {};
                found = group->get_name() + " " + word;
            }
        }
        return found;
    }

    [[nodiscard]] std::string no_option(const std::string& word) const {
        std::vector<std::string> names;
        collect_options(*command_, names);
        return whose() + " has no option " + word + hint(nearest(word, names));
    }

    static void collect_options(CLI::App& command, std::vector<std::string>& names) {
        for (const CLI::Option* option : command.get_options()) {
            for (const std::string& name : option->get_lnames()) names.push_back("--" + name);
        }
        for (CLI::App* group : command.get_subcommands({})) {
            if (group->get_name().empty()) collect_options(*group, names);
        }
    }

    [[nodiscard]] std::string hint(const std::string& meant) const {
        if (!meant.empty()) return "; did you mean " + meant + "?";
        return "; what there is: " + program_ + path_ + " --help";
    }

    CLI::App* command_;
    const std::vector<std::string>& words_;
    const std::string program_;
    size_t at_ = 0;
    bool in_list_ = false;  // behind an option that takes more than one value
    std::string path_;      // of the command: " dlq list"
};

}  // namespace

void check_values(CLI::App& app) {
    for (CLI::Option* option : app.get_options()) {
        if (option->get_expected_max() == 0) continue;
        refuse_empty(*option);
        refuse_unfit(*option);
        if (is_number(*option)) refuse_no_number(*option);
    }
    for (CLI::App* command : app.get_subcommands({})) check_values(*command);
}

std::string misunderstood(CLI::App& app, const std::vector<std::string>& words) {
    return Walk{app, words}.problem();
}

void parse(CLI::App& app, int argc, const char* const* argv) {
    if (app.get_name().empty() && argc > 0) {
        const std::string path{argv[0]};
        app.name(path.substr(path.rfind('/') + 1));
    }
    const std::string why = misunderstood(app, {argv + std::min(argc, 1), argv + argc});
    if (!why.empty()) throw CLI::ArgumentMismatch(why, CLI::ExitCodes::ArgumentMismatch);
    app.parse(argc, argv);
}

}  // namespace typed
