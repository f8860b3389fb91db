#include "producers/ctl/day_command.h"

#include <fmt/core.h>

#include "common/base/clock.h"
#include "common/events/event.h"
#include "common/events/json_text.h"
#include "common/site/day_store.h"
#include "producers/ctl/connection.h"
#include "producers/ctl/exit_codes.h"
#include "producers/ctl/publish.h"
#include "producers/ctl/table.h"

namespace ctl {
namespace {

constexpr std::string_view kDayShow = "day show";
constexpr std::string_view kDayOpen = "day open";

using base::Result;
using site::TradingDay;

void print(const TradingDay& day, bool json) {
    if (!json) {
        fmt::print("day     {}\nopened  {}\nends    {}\nby      {}\nreason  {}\n", day.day,
                   india_time(day.opened_us), india_time(day.ends_us), day.who, day.why);
        return;
    }
    events::JsonText text;
    text.open_object();
    text.integer("day", day.day);
    text.integer("opened_us", day.opened_us);
    text.integer("ends_us", day.ends_us);
    text.text("by", day.who);
    text.text("reason", day.why);
    text.close_object();
    fmt::print("{}\n", text.take());
}

Result<TradingDay> rehearsed(db::Session& session, const site::DayWish& wish,
                             const std::string& who, const std::string& why, int64_t now_us) {
    const auto present = site::read_day(session);
    if (!present.ok()) return present.error();
    return site::next_day(present.value(), wish, who, why, now_us);
}

}  // namespace

int show_day(const DayOptions& options) {
    const auto connection = connect(options.config, Use::Database);
    if (!connection.ok()) return failed(kDayShow, connection.error());
    const auto day = site::read_day(*connection.value().session);
    if (!day.ok()) return failed(kDayShow, day.error());
    if (!day.value()) return failed(kDayShow, site::kNoDay);
    print(*day.value(), options.json);
    return kDone;
}

int open_day(const DayOptions& options) {
    const int64_t now_us = base::wall_now().us;
    const uint32_t today = india_day(now_us);
    const site::DayWish wish{options.day.value_or(today), options.backwards, options.hours};
    if (!events::is_trading_day(wish.day)) return wrong_use(kDayOpen, site::kNoTradingDay);
    if (wish.day > today && !options.ahead) {
        return wrong_use(kDayOpen, fmt::format("day: {} is later than today at the exchanges, {}; "
                                               "where that is meant, say so with --ahead",
                                               wish.day, today));
    }
    const auto connection = connect(options.config, Use::Database);
    if (!connection.ok()) return failed(kDayOpen, connection.error());
    db::Session& session = *connection.value().session;
    const auto who = acting(session, options.by);
    if (!who.ok()) return failed(kDayOpen, who.error());
    const auto day = options.dry_run
                         ? rehearsed(session, wish, who.value().name, options.reason, now_us)
                         : site::open_day(session, wish, who.value(), options.reason, now_us);
    if (!day.ok()) return failed(kDayOpen, day.error());
    if (options.dry_run && !options.json) fmt::print("would become:\n");
    print(day.value(), options.json);
    if (wish.day != today) {
        fmt::print(stderr, "day: {} is not today's date at the exchanges, {}\n", wish.day, today);
    }
    return kDone;
}

}  // namespace ctl
