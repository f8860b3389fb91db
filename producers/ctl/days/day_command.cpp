#include "producers/ctl/days/day_command.h"

#include <fmt/core.h>

#include "common/account/read_view.h"
#include "common/db/now.h"
#include "common/events/event.h"
#include "common/events/json_text.h"
#include "common/site/day_store.h"
#include "common/site/site_store.h"
#include "producers/ctl/connection.h"
#include "producers/ctl/days/carried_command.h"
#include "producers/ctl/days/carried_text.h"
#include "producers/ctl/days/day_ending.h"
#include "producers/ctl/exit_codes.h"
#include "producers/ctl/publish.h"
#include "producers/ctl/table.h"

namespace ctl {
namespace {

using base::Result;
using site::TradingDay;

constexpr std::string_view kDayShow = "day show";
constexpr std::string_view kDayOpen = "day open";
constexpr std::string_view kDayClose = "day close";

// What the day begins with, or the next one will; nullopt: nothing was held before it.
using Begins = std::optional<carry::Carried>;
// What its end would end; nullopt: it is not to be ended.
using Ends = std::optional<Ending>;

struct Told {
    const TradingDay& day;
    Begins begins = {};
    Ends ends = {};
};

void print_text(const Told& told, const account::Instruments& instruments) {
    const auto& [day, begins, ends] = told;
    fmt::print("day     {}\nopened  {}\nends    {}\nby      {}\nreason  {}\n", day.day,
               india_time(day.opened_us), india_time(day.ends_us), day.who, day.why);
    if (ends) fmt::print("{}", ending_text(*ends));
    if (!begins) return;
    const bool is_next = begins->step.day != day.day;
    fmt::print("{}{}", is_next ? "the next day " : "", carried_text(*begins, instruments));
}

void print_json(const Told& told, const account::Instruments& instruments) {
    const auto& [day, begins, ends] = told;
    events::JsonText text;
    text.open_object();
    text.integer("day", day.day);
    text.integer("opened_us", day.opened_us);
    text.integer("ends_us", day.ends_us);
    text.text("by", day.who);
    text.text("reason", day.why);
    if (ends) {
        text.flag("dry_run", true);
        write_ending(text, *ends);
    }
    if (begins) {
        text.key("carried");
        text.open_object();
        write_carried(text, *begins, instruments);
        text.close_object();
    }
    text.close_object();
    fmt::print("{}\n", text.take());
}

base::Status print(db::Session& session, const Told& told, bool json) {
    account::Instruments instruments;
    if (told.begins) {
        auto named = account::read_instruments(session, instruments_in(*told.begins),
                                               told.begins->step.from);
        if (!named.ok()) return named.error();
        instruments = std::move(named).value();
    }
    (json ? print_json : print_text)(told, instruments);
    return base::Unit{};
}

// Before the day is opened: whoever finds it open finds the positions that it begins with. Where
// that is cut off the day stays closed, and opening it again does the rest.
Result<Begins> bring_forward(db::Session& session, const std::optional<TradingDay>& before,
                             uint32_t day, bool dry_run) {
    if (!before || before->day >= day) return Begins{};
    const auto loaded = carry::is_loaded(session, day);
    if (!loaded.ok()) return loaded.error();
    auto carried = carry_forward(session, {before->day, day, loaded.value()},
                                 dry_run ? carry::Mode::Look : carry::Mode::Write);
    if (!carried.ok()) return carried.error();
    return Begins{std::move(carried).value()};
}

// Orders that pend today, and what fills today, are not among the books of a day ahead: an exit
// that is planned on those could fill beside them.
base::Status not_ahead_while_active(db::Session& session, uint32_t day, uint32_t today) {
    if (day <= today) return base::Unit{};
    const auto site = site::read(session);
    if (!site.ok()) return site.error();
    if (site.value().state != site::State::Active) return base::Unit{};
    return base::Error{
        base::Errc::Invalid,
        fmt::format("day: the site is ACTIVE, and orders that pend today, {}, are not among the "
                    "books of {}: exits would not see them; where that is meant, say so with "
                    "--while-active",
                    today, day)};
}

// As it becomes; of a dry run nothing is written.
Result<TradingDay> close(db::Session& session, const audit::Person& who, const DayOptions& options,
                         int64_t now_us) {
    if (!options.dry_run) return site::close_day(session, who, options.reason, now_us);
    const auto open = site::read_day(session);
    if (!open.ok()) return open.error();
    return site::closed_day(open.value(), who.name, options.reason, now_us);
}

struct Opened {
    TradingDay day;
    Begins begins;
};

Result<Opened> open(db::Session& session, const DayOptions& options, const site::DayWish& wish,
                    int64_t now_us) {
    const auto who = acting(session, options.by);
    if (!who.ok()) return who.error();
    const auto before = site::read_day(session);
    if (!before.ok()) return before.error();
    auto day = site::next_day(before.value(), wish, who.value().name, options.reason, now_us);
    if (!day.ok()) return day.error();
    if (!options.while_active) {
        const auto allowed = not_ahead_while_active(session, day.value().day, india_day(now_us));
        if (!allowed.ok()) return allowed.error();
    }
    auto begins = bring_forward(session, before.value(), day.value().day, options.dry_run);
    if (!begins.ok()) return begins.error();
    if (!options.dry_run) {
        day = site::open_day(session, wish, who.value(), options.reason, now_us);
    }
    if (!day.ok()) return day.error();
    return Opened{std::move(day).value(), std::move(begins).value()};
}

}  // namespace

int show_day(const DayOptions& options) {
    const auto connection = connect(options.config, Use::Database);
    if (!connection.ok()) return failed(kDayShow, connection.error());
    db::Session& session = *connection.value().session;
    const auto day = site::read_day(session);
    if (!day.ok()) return failed(kDayShow, day.error());
    if (!day.value()) return failed(kDayShow, site::kNoDay);
    const base::Status printed = print(session, {*day.value()}, options.json);
    return printed.ok() ? kDone : failed(kDayShow, printed.error());
}

int open_day(const DayOptions& options) {
    if (options.day && !events::is_trading_day(*options.day)) {
        return wrong_use(kDayOpen, site::kNoTradingDay);
    }
    const auto connection = connect(options.config, Use::Database);
    if (!connection.ok()) return failed(kDayOpen, connection.error());
    db::Session& session = *connection.value().session;
    // The clock that ends it.
    const auto now_us = db::read_now_us(session);
    if (!now_us.ok()) return failed(kDayOpen, now_us.error());
    const uint32_t today = india_day(now_us.value());
    const site::DayWish wish{options.day.value_or(today), options.backwards, options.hours};
    if (wish.day > today && !options.ahead) {
        return failed(kDayOpen, fmt::format("day: {} is later than today at the exchanges, {}; "
                                            "where that is meant, say so with --ahead",
                                            wish.day, today));
    }
    const auto opened = open(session, options, wish, now_us.value());
    if (!opened.ok()) return failed(kDayOpen, opened.error());
    if (options.dry_run && !options.json) fmt::print("would become:\n");
    const auto& [day, begins] = opened.value();
    const base::Status printed = print(session, {day, begins}, options.json);
    if (!printed.ok()) return failed(kDayOpen, printed.error());
    const auto site = site::read(session);
    if (begins && site.ok() && site.value().state == site::State::Active) {
        fmt::print(stderr,
                   "day: the site is ACTIVE: customers see and exit what they hold on {} from now "
                   "on\n",
                   day.day);
    }
    if (wish.day != today) {
        fmt::print(stderr, "day: {} is not today's date at the exchanges, {}\n", wish.day, today);
    }
    return kDone;
}

int close_day(const DayOptions& options) {
    const auto connection = connect(options.config, Use::Database);
    if (!connection.ok()) return failed(kDayClose, connection.error());
    db::Session& session = *connection.value().session;
    const auto who = acting(session, options.by);
    if (!who.ok()) return failed(kDayClose, who.error());
    const auto now_us = db::read_now_us(session);
    if (!now_us.ok()) return failed(kDayClose, now_us.error());
    const auto day = close(session, who.value(), options, now_us.value());
    if (!day.ok()) return failed(kDayClose, day.error());
    Told told{day.value()};
    if (options.dry_run) {
        auto ends = read_ending(session, connection.value().partitions, day.value().day);
        if (!ends.ok()) return failed(kDayClose, ends.error());
        told.ends = std::move(ends).value();
        if (!options.json) fmt::print("would become:\n");
    }
    const uint32_t closed = day.value().day;
    auto left = carry_forward(session, {closed, closed + 1}, carry::Mode::Look);
    if (!left.ok()) return failed(kDayClose, left.error());
    told.begins = std::move(left).value();
    const base::Status printed = print(session, told, options.json);
    if (!printed.ok()) return failed(kDayClose, printed.error());
    const auto site = site::read(session);
    if (site.ok() && site::day_left_active(site.value(), day.value(), now_us.value())) {
        fmt::print(stderr, "day: the site {} ACTIVE\n",
                   options.dry_run ? "would still be" : "is still");
    }
    return kDone;
}

}  // namespace ctl
