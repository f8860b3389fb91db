#include "common/site/trading_day.h"
#include "producers/ctl/command_options.h"
#include "producers/ctl/days/carried_command.h"
#include "producers/ctl/days/day_command.h"

namespace ctl {
namespace {

void add_act(CLI::App& command, std::string& reason, std::string& by) {
    command.add_option("--reason", reason, "Why, for the audit")->required();
    command.add_option("--by", by, "Who decided it (default: the login name)");
}

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
    open.add_flag("--while-active", options.while_active,
                  "Such a day is meant although the site is ACTIVE");
    open.add_option("--hours", options.hours,
                    "How long it lasts from now on (default: until midnight at the exchanges)")
        ->check(CLI::Range(int64_t{1}, site::kDayHoursMax));
    add_act(open, options.reason, options.by);
    open.add_flag("--dry-run", options.dry_run, "Show what it would become, change nothing");
}

void describe_close(CLI::App& day, Chosen& chosen) {
    const auto [close, options] = add_json_command<DayOptions>(
        day, chosen,
        {"close", "End the open day now: nothing that was planned on it is sent any more",
         "day close --config ctl.toml --reason 'all segments are closed'"},
        close_day);
    add_act(close, options.reason, options.by);
    close.add_flag(
        "--dry-run", options.dry_run,
        "Show what it would end, and what the next day would begin with; change nothing");
}

void describe_carried(CLI::App& day, Chosen& chosen) {
    const auto [carried, shown] = add_json_command<CarriedOptions>(
        day, chosen,
        {"carried", "What a day has begun with, and what it would begin with now",
         "day carried --config ctl.toml --day 20260804"},
        show_carried);
    carried.add_option("--day", shown.day, "Trading day yyyymmdd (default: the open one)");
    const auto [carry, options] = add_json_command<CarriedOptions>(
        day, chosen,
        {"carry", "Begin a day once more with what the day before has left, as it stands now",
         "day carry --config ctl.toml --reason 'books of 20260803 replaced'"},
        carry_again);
    carry.add_option("--day", options.day, "Trading day yyyymmdd (default: the open one)");
    add_act(carry, options.reason, options.by);
}

}  // namespace

void describe_day(CLI::App& app, Chosen& chosen) {
    auto* day = app.add_subcommand(
        "day", "The trading day: show it, open one, close it, what it begins with");
    day->require_subcommand(1);
    add_json_command<DayOptions>(
        *day, chosen,
        {"show", "The open day, since when, by whom and why", "day show --config ctl.toml"},
        show_day);
    describe_open(*day, chosen);
    describe_close(*day, chosen);
    describe_carried(*day, chosen);
}

}  // namespace ctl
