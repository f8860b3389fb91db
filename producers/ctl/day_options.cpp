#include "common/site/trading_day.h"
#include "producers/ctl/command_options.h"
#include "producers/ctl/day_command.h"

namespace ctl {
namespace {

void describe_open(CLI::App& day, Chosen& chosen) {
    const auto [open, options] = add_json_command<DayOptions>(
        day, chosen,
        {"open", "Open a trading day: from here on every program works on it",
         "day open --config ctl.toml --day 20260803 --reason 'start of day'"},
        open_day);
    open.add_option("--day", options.day,
                    "Trading day yyyymmdd (default: today's date at the exchanges)");
    open.add_flag("--backwards", options.backwards, "A day before the open one is meant");
    open.add_flag("--ahead", options.ahead, "A day later than today at the exchanges is meant");
    open.add_option("--hours", options.hours,
                    "How long it lasts from now on (default: until midnight at the exchanges)")
        ->check(CLI::Range(int64_t{1}, site::kDayHoursMax));
    open.add_option("--reason", options.reason, "Why, for the audit")->required();
    open.add_option("--by", options.by, "Who decided it (default: the login name)");
    open.add_flag("--dry-run", options.dry_run, "Show what it would become, change nothing");
}

}  // namespace

void describe_day(CLI::App& app, Chosen& chosen) {
    auto* day = app.add_subcommand("day", "The trading day that is open: show it, open one");
    day->require_subcommand(1);
    add_json_command<DayOptions>(
        *day, chosen,
        {"show", "The open day, since when, by whom and why", "day show --config ctl.toml"},
        show_day);
    describe_open(*day, chosen);
}

}  // namespace ctl
