#include "consumers/archive/tool_options.h"

#include <CLI/CLI.hpp>
#include <string>
#include <string_view>
#include <vector>

#include "common/typed/parse_options.h"
#include "consumers/archive/archive_tool.h"

namespace archive {

std::optional<int> run_tool(int argc, char** argv) {
    const std::string_view verb = argc > 1 ? argv[1] : "";
    if (verb.empty() || verb.starts_with('-')) return std::nullopt;  // the service
    CLI::App app{
        "Reads files of the archive, without the broker. Exit codes: 0 good, 1 not, 2 wrong use."};
    app.require_subcommand(1);

    std::vector<std::string> paths;
    bool open_is_fine = false;
    CLI::App* verify_app =
        app.add_subcommand("verify",
                           "Read files whole and check every byte\n"
                           "  backstop-archive verify archive/journal-20260803-000.bsa");
    verify_app->add_option("files", paths, "Files")->required();
    verify_app->add_flag("--open", open_is_fine, "A file that is still being written is fine");

    std::string folder;
    bool json = false;
    CLI::App* list_app =
        app.add_subcommand("list", "The files of a folder\n  backstop-archive list archive --json");
    list_app->add_option("folder", folder, "Folder")->required();
    list_app->add_flag("--json", json, "As JSON");

    CatChoice choice;
    CLI::App* cat_app = app.add_subcommand(
        "cat",
        "The records of a file, or of a day\n"
        "  backstop-archive cat archive/20260803 --json --from-offset 1000 --partition 3");
    cat_app->add_option("path", choice.path, "File, or folder/day")->required();
    cat_app->add_flag("--json", choice.json, "One JSON object a line");
    cat_app->add_option("--from-offset", choice.from_offset, "Leave out records before it")
        ->check(CLI::NonNegativeNumber);
    cat_app->add_option("--partition", choice.partition, "Only records whose routing key names it")
        ->check(CLI::Range(0, 255));
    try {
        typed::parse(app, argc, argv);
    } catch (const CLI::ParseError& error) {
        return app.exit(error) == 0 ? 0 : 2;  // --help ends well
    }
    if (verify_app->parsed()) return verify(paths, open_is_fine);
    if (list_app->parsed()) return list(folder, json);
    return cat(choice);
}

}  // namespace archive
