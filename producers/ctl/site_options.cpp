#include <CLI/CLI.hpp>

#include "producers/ctl/chosen.h"
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
    auto options = std::make_shared<SiteOptions>();
    auto* show = site.add_subcommand("show", "The site's state, since when, by whom and why");
    show->footer("Example: backstopctl site show --config ctl.toml");
    show->add_option("--config", options->config, "TOML file")->required();
    show->add_flag("--json", options->json, "Print it as JSON");
    show->callback([options, &chosen] { chosen = [options] { return show_site(*options); }; });
}

void describe_verb(CLI::App& site, Chosen& chosen, const Verb& verb) {
    auto options = std::make_shared<SiteOptions>();
    const std::string name{site::name_of(verb.action)};
    auto* command = site.add_subcommand(name, verb.help);
    command->footer("Example: backstopctl site " + name + " --config ctl.toml --reason drill");
    command->add_option("--config", options->config, "TOML file")->required();
    command->add_option("--reason", options->reason, "Why, for the audit")->required();
    command->add_option("--by", options->by, "Who decided it (default: the login name)");
    command->add_flag("--json", options->json, "Print the new state as JSON");
    command->add_flag("--dry-run", options->dry_run, "Show what it would become, change nothing");
    const site::Action action = verb.action;
    command->callback([options, action, &chosen] {
        chosen = [options, action] { return change_site(*options, action); };
    });
}

}  // namespace

void describe_site(CLI::App& app, Chosen& chosen) {
    auto* site = app.add_subcommand("site", "The state of this site: show it, change it");
    site->require_subcommand(1);
    describe_show(*site, chosen);
    for (const Verb& verb : kVerbs) describe_verb(*site, chosen, verb);
}

}  // namespace ctl
