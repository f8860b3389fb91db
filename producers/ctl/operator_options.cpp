#include "producers/ctl/command_options.h"
#include "producers/ctl/evidence/audit_command.h"
#include "producers/ctl/operators/operator_command.h"
#include "producers/ctl/set_aside_options.h"

namespace ctl {
namespace {

void add_by(CLI::App& command, std::string& by) {
    command.add_option("--by", by,
                       "Who decides (default: whose token is shown, or the login name)");
}

void describe_add(CLI::App& group, Chosen& chosen) {
    const auto [add, options] = add_json_command<OperatorOptions>(
        group, chosen,
        {"add", "Add an operator and print the token, which is shown this once",
         "operator add asha --config ctl.toml --email asha@broker.example --may-read-audit\n"
         "The first is added by whoever is here, the second by the first, others by two."},
        add_operator);
    add.add_option("name", options.name, "Compared case-blind")->required();
    add.add_option("--email", options.email, "Told there of a broken glass");
    add.add_option("--mobile", options.mobile, "The same, by SMS");
    add.add_flag("--may-read-audit", options.may_read_audit, "With the right to read the audit");
    add.add_option("--reason", options.reason, "Why, for the audit");
    add_by(add, options.by);
    add_break_glass(add, options.break_glass);
}

void describe_glass(CLI::App& group, Chosen& chosen) {
    const auto glass = add_json_command<OperatorOptions>(
        group, chosen,
        {"glass", "What was done with --break-glass and nobody has countersigned",
         "operator glass --config ctl.toml --all"},
        list_broken_glass);
    glass.command.add_flag("--all", glass.options.all, "What is countersigned, too");
    const auto sign = add_json_command<OperatorOptions>(
        group, chosen,
        {"countersign", "Say that you have looked at what another has done alone",
         "operator countersign 3 --config ctl.toml --by asha --reason 'checked with ravi'"},
        countersign);
    sign.command.add_option("id", sign.options.id, "Of the broken glass")->required();
    sign.command.add_option("--reason", sign.options.reason, "What you have found")->required();
    add_by(sign.command, sign.options.by);
}

Added<RequestOptions> describe_decision(CLI::App& group, Chosen& chosen, const std::string& name,
                                        const std::string& help, const std::string& example,
                                        int (*run)(const RequestOptions&)) {
    const auto added = add_json_command<RequestOptions>(
        group, chosen, {name, help, "request " + name + " 17 --config ctl.toml " + example}, run);
    added.command.add_option("id", added.options.id, "Its number")->required();
    add_by(added.command, added.options.by);
    return added;
}

void describe_requests(CLI::App& app, Chosen& chosen) {
    auto* group = app.add_subcommand("request", "What one has asked for and another must approve");
    group->require_subcommand(1);
    const auto list = add_json_command<RequestOptions>(
        *group, chosen,
        {"list", "What waits for a second person, or is approved and not done",
         "request list --config ctl.toml"},
        list_requests);
    list.command.add_flag("--all", list.options.all, "What has ended, too");
    list.command.add_option("--limit", list.options.limit, "Show so many of the newest")
        ->capture_default_str()
        ->check(CLI::Range(int64_t{1}, int64_t{10'000}));
    const auto show = add_json_command<RequestOptions>(
        *group, chosen, {"show", "One, with all that it says", "request show 17 --config ctl.toml"},
        show_request);
    show.command.add_option("id", show.options.id, "Its number")->required();
    describe_decision(*group, chosen, "approve", "Agree: its command, given again, then does it",
                      "--by asha", approve_request);
    const auto refusal =
        describe_decision(*group, chosen, "refuse", "Say no, and why",
                          "--by asha --reason 'the second line has last year'", refuse_request);
    refusal.command
        .add_option("--reason", refusal.options.reason,
                    "Why: for who asked, in request show and when he asks again")
        ->required();
    describe_decision(*group, chosen, "withdraw", "Take back what you have asked for", "--by ravi",
                      withdraw_request);
}

void describe_audit(CLI::App& app, Chosen& chosen) {
    auto* group = app.add_subcommand("audit", "Who has done what, from where");
    group->require_subcommand(1);
    const auto list = add_json_command<AuditOptions>(
        *group, chosen,
        {"list", "The newest rows, for an operator who may read them; the reading is one, too",
         "audit list --config ctl.toml --token-file ravi.token --action 'gap'"},
        list_audit);
    list.command.add_option("--who", list.options.who, "Of this person");
    list.command.add_option("--action", list.options.action, "That begin so");
    list.command.add_option("--limit", list.options.limit, "Show so many of the newest")
        ->capture_default_str()
        ->check(CLI::Range(int64_t{1}, int64_t{10'000}));
    add_by(list.command, list.options.by);
}

}  // namespace

void describe_operators(CLI::App& app, Chosen& chosen) {
    auto* group = app.add_subcommand("operator", "Who acts here: tokens, rights, broken glass");
    group->require_subcommand(1);
    describe_add(*group, chosen);
    const auto list = add_json_command<OperatorOptions>(
        *group, chosen, {"list", "Who may act with a token", "operator list --config ctl.toml"},
        list_operators);
    list.command.add_flag("--all", list.options.all, "Those revoked, too");
    const auto revoke = add_json_command<OperatorOptions>(
        *group, chosen,
        {"revoke", "End a token", "operator revoke ravi --config ctl.toml --by asha"},
        revoke_operator);
    revoke.command.add_option("name", revoke.options.name, "Whose")->required();
    add_by(revoke.command, revoke.options.by);
    const auto renew = add_json_command<OperatorOptions>(
        *group, chosen,
        {"renew", "Another token for yours, which nobody else has seen",
         "operator renew --config ctl.toml --token-file ~/.backstop_token"},
        renew_operator);
    add_by(renew.command, renew.options.by);
    describe_glass(*group, chosen);
    describe_requests(app, chosen);
    describe_audit(app, chosen);
}

}  // namespace ctl
