#include <CLI/CLI.hpp>
#include <algorithm>

#include "producers/ctl/chosen.h"
#include "producers/ctl/exit_codes.h"

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
        "Exit codes: 0 done, 1 failed or refused, 2 wrong use. docs/operations.md has examples.");
    ctl::Chosen chosen;
    ctl::describe_migrate(app, chosen);
    ctl::describe_topology(app, chosen);
    ctl::describe_doctor(app, chosen);
    ctl::describe_overview(app, chosen);
    ctl::describe_completion(app, chosen);
    ctl::describe_site(app, chosen);
    ctl::describe_exits(app, chosen);
    ctl::describe_books(app, chosen);
    ctl::describe_mass_exit(app, chosen);
    ctl::describe_differences(app, chosen);
    ctl::describe_dlq(app, chosen);
    ctl::describe_notices(app, chosen);
    ctl::describe_gap(app, chosen);
    ctl::describe_parked(app, chosen);
    ctl::describe_pause(app, chosen);
    refuse_empty_texts(app);
    if (wants_json(argc, argv)) ctl::tell_failures_as_json();
    try {
        app.parse(argc, argv);
    } catch (const CLI::ParseError& error) {
        if (app.exit(error) == 0) return ctl::kDone;
        return ctl::told(error.what(), ctl::kWrongUse);
    }
    return chosen();
}
