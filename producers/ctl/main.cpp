#include <CLI/CLI.hpp>
#include <algorithm>
#include <cerrno>
#include <cstdio>
#include <string>
#include <string_view>
#include <system_error>

#include "common/operators/shown_token.h"
#include "common/typed/parse_options.h"
#include "producers/ctl/chosen.h"
#include "producers/ctl/exit_codes.h"
#include "producers/ctl/page.h"

namespace {

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
    ctl::describe_cutoff(app, chosen);
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
    typed::check_values(app);
    if (wants_json(argc, argv)) ctl::tell_failures_as_json();
    ctl::end_with_stopped();
    ctl::take_page_width();
    try {
        typed::parse(app, argc, argv);
    } catch (const CLI::ParseError& error) {
        if (app.exit(error) == 0) return ctl::kDone;
        return ctl::told(error.what(), ctl::kWrongUse);
    }
    if (const std::string why = operators::take_token(token_file); !why.empty()) {
        return ctl::wrong_use("backstopctl", why);
    }
    return run(chosen);
}
