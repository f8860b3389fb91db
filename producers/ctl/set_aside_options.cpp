#include "producers/ctl/set_aside_options.h"

#include <CLI/CLI.hpp>

namespace ctl {

void add_limit(CLI::App& command, SetAsideOptions& options, const std::string& help, int64_t most) {
    command.add_option("--limit", options.limit, help)
        ->capture_default_str()
        ->check(CLI::Range(int64_t{1}, most));
}

void add_unmasking(CLI::App& command, SetAsideOptions& options) {
    command.add_flag("--unmask", options.unmask, "With personal data; goes to the audit");
    command.add_option("--by", options.by, "Who looks at personal data");
}

void add_decision(CLI::App& command, SetAsideOptions& options, const std::string& all,
                  const std::string& dry_run) {
    command.add_flag("--all", options.all, all);
    command.add_option("--by", options.by, "Who decided it")->required();
    command.add_option("--reason", options.reason, "Why, for the audit")->required();
    command.add_flag("--dry-run", options.dry_run, dry_run);
}

void add_break_glass(CLI::App& command, bool& break_glass) {
    command
        .add_flag("--break-glass", break_glass,
                  "No second person is there: with your token alone. All operators are told, and "
                  "another must countersign")
        ->needs(command.get_option("--reason"));
}

void add_rate(CLI::App& command, SetAsideOptions& options) {
    command.add_option("--rate", options.rate, "At most so many a second")
        ->capture_default_str()
        ->check(CLI::Range(int64_t{1}, int64_t{1000}));
}

}  // namespace ctl
