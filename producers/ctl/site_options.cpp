#include "producers/ctl/command_options.h"
#include "producers/ctl/set_aside_options.h"
#include "producers/ctl/site_command.h"

namespace ctl {
namespace {

struct Verb {
    site::Action action;
    const char* help;
};
constexpr std::array<Verb, 5> kVerbs{
    {{site::Action::Activate, "STANDBY to ACTIVE, under a new epoch: this site trades"},
     {site::Action::Return, "ACTIVE to RETURNING: nothing new is accepted"},
     {site::Action::Standby, "RETURNING to STANDBY"},
     {site::Action::Pause, "STANDBY to PAUSED: no automatic activation"},
     {site::Action::Resume, "PAUSED to STANDBY"}}};

void describe_show(CLI::App& site, Chosen& chosen) {
    add_json_command<SiteOptions>(
        site, chosen,
        {"show", "The site's state, since when, by whom and why", "site show --config ctl.toml"},
        show_site);
}

void describe_verb(CLI::App& site, Chosen& chosen, const Verb& verb) {
    const std::string name{site::name_of(verb.action)};
    const auto [command, options] = add_command<SiteOptions>(
        site, chosen, {name, verb.help, "site " + name + " --config ctl.toml --reason drill"},
        [action = verb.action](const SiteOptions& typed) { return change_site(typed, action); });
    command.add_option("--reason", options.reason, "Why, for the audit")->required();
    command.add_option("--by", options.by, "Who decided it (default: the login name)");
    command.add_flag("--json", options.json, "Print the new state as JSON");
    if (verb.action == site::Action::Activate) {
        command.add_flag("--degraded", options.degraded,
                         "Also on books that are not trusted: see docs/verdict.md");
        add_break_glass(command, options.break_glass);
    }
    command.add_flag("--dry-run", options.dry_run, "Show what it would become, change nothing");
}

}  // namespace

void describe_site(CLI::App& app, Chosen& chosen) {
    auto* site = app.add_subcommand("site", "The state of this site: show it, change it");
    site->require_subcommand(1);
    describe_show(*site, chosen);
    for (const Verb& verb : kVerbs) describe_verb(*site, chosen, verb);
}

}  // namespace ctl
