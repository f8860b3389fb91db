#include "producers/ctl/command_options.h"
#include "producers/ctl/cutoffs/cutoff_command.h"
#include "producers/ctl/set_aside_options.h"

namespace ctl {
namespace {

void describe_act(CLI::App& command, CutoffOptions& options) {
    command.add_option("--reason", options.reason, "Why, for the audit")->required();
    command.add_option("--by", options.by, "Who decided it (default: the login name)");
    command.add_flag("--dry-run", options.dry_run, "Show what it would become, change nothing");
}

void describe_set(CLI::App& cutoff, Chosen& chosen) {
    const auto [set, options] = add_json_command<CutoffOptions>(
        cutoff, chosen,
        {"set",
         "When a market's intraday positions are squared off: every day, or on one; what makes one "
         "due "
         "takes two persons",
         "cutoff set --config ctl.toml NSE CM --day 20261108 --session 18:45-19:00 --reason "
         "'evening session'"},
        set_cutoff);
    CutoffWords& words = options.words;
    set.add_option("exchange", words.exchange, "NSE, BSE, MCX, NCDEX or MSE")->required();
    set.add_option("segment", words.segment, "CM, FO, CD or CO")->required();
    set.add_option("--product", words.product, "Which is intraday (default: MIS)");
    set.add_option("--day", words.day, "Only on this trading day yyyymmdd: the calendar");
    set.add_option("--session", words.sessions,
                   "Its cut-off and its close, at the exchange: 15:00-15:30; of a day several");
    set.add_flag("--none", words.none, "There is none");
    set.add_flag("--as-rule", words.as_rule, "Of a day: take back what was said of it");
    describe_act(set, options);
    add_break_glass(set, options.break_glass);
}

}  // namespace

void describe_cutoff(CLI::App& app, Chosen& chosen) {
    auto* cutoff = app.add_subcommand(
        "cutoff", "Cut-offs of intraday positions: show them, set them, say that they are meant");
    cutoff->require_subcommand(1);
    const auto [show, shown] = add_json_command<CutoffOptions>(
        *cutoff, chosen,
        {"show", "Those of a day, what is open in each market, what was tried",
         "cutoff show --config ctl.toml"},
        show_cutoffs);
    show.add_option("--day", shown.day, "Trading day yyyymmdd (default: the open one)");
    describe_set(*cutoff, chosen);
    const auto [confirm, options] = add_json_command<CutoffOptions>(
        *cutoff, chosen,
        {"confirm",
         "The site is ACTIVE since before its day was opened, and today's cut-offs are meant",
         "cutoff confirm --config ctl.toml --reason 'the main site is still down'"},
        confirm_cutoffs);
    describe_act(confirm, options);
}

}  // namespace ctl
