#include <CLI/CLI.hpp>
#include <algorithm>
#include <cerrno>
#include <cstdio>
#include <string>
#include <system_error>
#include <vector>

#include "common/operators/shown_token.h"
#include "producers/ctl/chosen.h"
#include "producers/ctl/exit_codes.h"
#include "producers/ctl/page.h"

namespace {

// An empty text is a variable that a script forgot to set. Taken for "not given", a filter, a
// quantity or a limit would be dropped without a word, and the command would do more than was
// asked.
void refuse_empty_texts(CLI::App& app) {
    const CLI::Validator not_empty{
        [](std::string& text) { return text.empty() ? "must not be empty" : std::string{}; }, ""};
    for (CLI::Option* option : app.get_options()) {
        if (option->get_expected_max() > 0) option->check(not_empty);
    }
    for (CLI::App* command : app.get_subcommands({})) refuse_empty_texts(*command);
}

CLI::App* command_named(CLI::App& app, const std::string& name) {
    const auto commands = app.get_subcommands({});
    const auto found =
        std::ranges::find(commands, name, [](const CLI::App* one) { return one->get_name(); });
    return found == commands.end() ? nullptr : *found;
}

CLI::Option* option_named(CLI::App& app, const std::string& word) {
    const bool is_option = word.size() > 1 && word.front() == '-';
    return is_option ? app.get_option_no_throw(word.substr(0, word.find('='))) : nullptr;
}

// The parser takes the next word for the value, whatever it is: an option whose value was forgotten
// would swallow the one behind it, and the complaint would be about that. Empty where none was.
std::string forgotten_value(CLI::App& app, const std::vector<std::string>& words) {
    CLI::App* command = &app;
    for (size_t i = 0; i < words.size() && words[i] != "--"; ++i) {
        if (CLI::App* below = command_named(*command, words[i])) command = below;
        const CLI::Option* option = option_named(*command, words[i]);
        const bool takes_next = option != nullptr && option->get_items_expected_min() > 0 &&
                                words[i].find('=') == std::string::npos;
        if (!takes_next) continue;
        if (++i == words.size() || option_named(*command, words[i]) != nullptr) {
            return words[i - 1] + " needs a value";
        }
    }
    return {};
}

// Who and why stand in columns of the audit. Refused here, what does not fit names its option; in
// the middle of the work it would be the database that refuses.
void refuse_unfit_reasons(CLI::App& app) {
    constexpr size_t kByMax = 80, kReasonMax = 200;  // bytes of the columns
    const auto within = [](size_t most) {
        return CLI::Validator{[most](std::string& text) -> std::string {
                                  if (text.size() > most)
                                      return "must be at most " + std::to_string(most) + " bytes";
                                  const bool control =
                                      std::any_of(text.begin(), text.end(), [](char c) {
                                          return static_cast<unsigned char>(c) < 0x20 || c == 0x7F;
                                      });
                                  return control ? "has a character that is not allowed" : "";
                              },
                              ""};
    };
    for (const auto& [name, most] :
         {std::pair{"--by", kByMax}, std::pair{"--reason", kReasonMax}}) {
        if (CLI::Option* option = app.get_option_no_throw(name)) option->check(within(most));
    }
    for (CLI::App* command : app.get_subcommands({})) refuse_unfit_reasons(*command);
}

// The parser takes 020 for sixteen, and 0x20 for thirty-two.
void refuse_octal_numbers(CLI::App& app) {
    const CLI::Validator decimal{
        [](std::string& text) -> std::string {
            const size_t digit = text.find_first_not_of("+-");
            const bool other =
                digit != std::string::npos && text[digit] == '0' && digit + 1 < text.size();
            return other ? "must be a decimal number, without a 0 in front" : "";
        },
        ""};
    for (CLI::Option* option : app.get_options()) {
        const std::string type = option->get_type_name();
        if (type.starts_with("INT") || type.starts_with("UINT")) option->check(decimal);
    }
    for (CLI::App* command : app.get_subcommands({})) refuse_octal_numbers(*command);
}

// For every command that records who acted.
void add_token_file(CLI::App& app, std::string& file) {
    if (app.get_option_no_throw("--by") != nullptr) {
        app.add_option("--token-file", file,
                       "Your operator's token, - for standard input (default: the environment's "
                       "BACKSTOP_OPERATOR_TOKEN)");
    }
    for (CLI::App* command : app.get_subcommands({})) add_token_file(*command, file);
}

// What could not be printed was not told: a full disk behind a redirection, a descriptor that is
// closed. (A reader who has gone is a signal.)
int run(const ctl::Chosen& chosen) {
    int code = ctl::kFailed;
    std::string why;
    try {
        code = chosen();
        if (std::fflush(stdout) != 0) why = std::generic_category().message(errno);
    } catch (const std::system_error& error) {  // as fmt has it
        why = error.what();
    }
    if (why.empty()) return code;
    std::fprintf(stderr, "standard output: %s\n", why.c_str());
    return code == ctl::kDone ? ctl::kFailed : code;
}

bool wants_json(int argc, char** argv) {
    return std::any_of(argv, argv + argc,
                       [](const char* word) { return std::string_view{word} == "--json"; });
}

}  // namespace

int main(int argc, char** argv) {
    CLI::App app{"The operators' command line of Backstop."};
    app.require_subcommand(1);
    app.set_version_flag("--version", "backstopctl " BACKSTOP_VERSION, "Print the version");
    app.footer(
        "Exit codes: 0 done, 1 not done or not all, 2 wrong use, 3 stopped before the end. "
        "docs/operations.md has examples.");
    ctl::Chosen chosen;
    ctl::describe_migrate(app, chosen);
    ctl::describe_topology(app, chosen);
    ctl::describe_doctor(app, chosen);
    ctl::describe_overview(app, chosen);
    ctl::describe_completion(app, chosen);
    ctl::describe_site(app, chosen);
    ctl::describe_day(app, chosen);
    ctl::describe_instrument(app, chosen);
    ctl::describe_exits(app, chosen);
    ctl::describe_books(app, chosen);
    ctl::describe_in_doubt(app, chosen);
    ctl::describe_mass_exit(app, chosen);
    ctl::describe_differences(app, chosen);
    ctl::describe_dlq(app, chosen);
    ctl::describe_notices(app, chosen);
    ctl::describe_gap(app, chosen);
    ctl::describe_parked(app, chosen);
    ctl::describe_pause(app, chosen);
    ctl::describe_prune(app, chosen);
    ctl::describe_operators(app, chosen);
    std::string token_file;
    add_token_file(app, token_file);
    refuse_empty_texts(app);
    refuse_unfit_reasons(app);
    refuse_octal_numbers(app);
    if (wants_json(argc, argv)) ctl::tell_failures_as_json();
    ctl::end_with_stopped();
    ctl::take_page_width();
    try {
        const std::vector<std::string> words{argv + 1, argv + argc};
        if (const std::string why = forgotten_value(app, words); !why.empty()) {
            throw CLI::ArgumentMismatch(why, CLI::ExitCodes::ArgumentMismatch);
        }
        app.parse(argc, argv);
    } catch (const CLI::ParseError& error) {
        if (app.exit(error) == 0) return ctl::kDone;
        return ctl::told(error.what(), ctl::kWrongUse);
    }
    if (const std::string why = operators::take_token(token_file); !why.empty()) {
        return ctl::wrong_use("backstopctl", why);
    }
    return run(chosen);
}
