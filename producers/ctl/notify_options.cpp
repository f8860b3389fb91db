#include "producers/ctl/command_options.h"
#include "producers/ctl/notices/broadcast_list.h"
#include "producers/ctl/notices/notify_command.h"
#include "producers/ctl/set_aside_options.h"

namespace ctl {
namespace {

void describe_whom(CLI::App& command, NotifyOptions& options) {
    auto* whom = command.add_option_group("whom", "One of these says who gets it");
    whom->add_option("--list", options.list,
                     "CSV file whose first line names its columns: account, or email and mobile, "
                     "and fields; - for standard input");
    whom->add_option("--accounts", options.accounts, "Accounts, separated by commas")
        ->delimiter(',');
    whom->add_flag("--all-customers", options.all_customers, "Every customer");
    whom->require_option(1);
    command.add_flag("--skip-bad", options.skip_bad,
                     "Leave out the rows that are bad, instead of refusing all");
}

void describe_notify(CLI::App& app, Chosen& chosen) {
    const auto [command, options] = add_command<NotifyOptions>(
        app, chosen,
        {"notify", "Send customers a message",
         "notify --config ctl.toml --template broadcast --field title=\"Site is up\" "
         "--field body=\"You can trade again.\" --channel email,sms --all-customers --dry-run\n"
         "Example: backstopctl notify --config ctl.toml --template broadcast --channel sms "
         "--list customers.csv --id margin-0803 --by asha"},
        notify);
    command.add_option("--template", options.name_of_template, "Its name")->required();
    command.add_option("--field", options.fields, "name=value, for the template; repeatable")
        ->expected(1)
        ->take_all();
    command.add_option("--channel", options.channels, "email, sms, push, or several with commas")
        ->delimiter(',')
        ->required()
        ->check(CLI::IsMember({"email", "sms", "push"}));
    describe_whom(command, options);
    command.add_flag("--urgent", options.urgent,
                     "Before all that are not; for few, and no broadcast");
    command.add_option("--language", options.language, "en or hi (default: each customer's own)")
        ->check(CLI::IsMember({"en", "hi"}));
    command.add_option("--expires-in", options.expires_in,
                       "Not sent after it: 30m, 2h, 1d (default 1d)");
    command.add_option("--id", options.id,
                       "Its key; the same again does nothing twice (default: made up and printed)");
    command.add_option("--by", options.by, "Who sends it (default: the login name)");
    command.add_option("--reason", options.reason, "Why, where it goes to all customers");
    add_break_glass(command, options.break_glass);
    command
        .add_option("--rate", options.rate,
                    "Addressees a second (default: as fast as the database takes them)")
        ->check(CLI::Range(int64_t{1}, int64_t{1'000'000}));
    command.add_flag("--dry-run", options.dry_run, "Check everything, write nothing");
    command.add_flag("--json", options.json, "Print the result as JSON");
}

void describe_list(CLI::App& app, Chosen& chosen) {
    const auto [command, options] =
        add_command<NoticesOptions>(app, chosen,
                                    {"notices", "Messages to customers, and what became of them",
                                     "notices --config ctl.toml --account AB1234"},
                                    show_notices);
    command.add_option("--account", options.account, "Of this customer");
    command.add_option("--state", options.state, "waiting, queued, sending, sent or dead")
        ->check(CLI::IsMember({"waiting", "queued", "sending", "sent", "dead"}));
    command.add_option("--id", options.id, "Of one notice, or of a broadcast");
    command.add_option("--limit", options.limit, "Show so many of the newest (default 50)")
        ->check(CLI::Range(0, 1000));
    command.add_flag("--json", options.json, "Print them as JSON");
}

}  // namespace

void describe_notices(CLI::App& app, Chosen& chosen) {
    describe_notify(app, chosen);
    describe_list(app, chosen);
}

}  // namespace ctl
