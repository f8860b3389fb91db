#include "common/site/trading_day.h"

#include <algorithm>
#include <chrono>

#include "common/base/clock.h"
#include "common/base/exchange_clock.h"
#include "common/base/exchange_text.h"
#include "common/events/event.h"
#include "common/site/words.h"

namespace site {

using base::Errc;
using base::Error;

int64_t day_ends_us(uint32_t day, int64_t opened_us) {
    using std::chrono::sys_days;
    using std::chrono::year_month_day;
    constexpr int64_t kDayUs = 86'400 * base::kSecondUs;
    constexpr int64_t kOffsetUs = base::kExchangeOffsetS * base::kSecondUs;
    const year_month_day date{std::chrono::year{static_cast<int>(day / 10'000)},
                              std::chrono::month{day / 100 % 100}, std::chrono::day{day % 100}};
    const int64_t first = sys_days{date}.time_since_epoch().count();
    const int64_t opened = (opened_us + kOffsetUs) / kDayUs;
    return (std::max(first, opened) + 1) * kDayUs - kOffsetUs;
}

std::optional<std::string> day_over(const TradingDay& day, int64_t now_us) {
    if (day.ends_us > now_us) return {};
    return std::to_string(day.day) + " is over since " + base::exchange_text(day.ends_us) +
           "; open the next one: backstopctl day open";
}

std::optional<std::string> day_left_active(const std::optional<SiteState>& site,
                                           const std::optional<TradingDay>& day, int64_t now_us) {
    if (!site || site->state != State::Active || !day || day->ends_us > now_us) return {};
    return "the site is ACTIVE, and its day " + std::to_string(day->day) + " is over";
}

base::Result<TradingDay> next_day(const std::optional<TradingDay>& now, const DayWish& wish,
                                  std::string_view who, std::string_view why, int64_t now_us) {
    if (const auto said = check_words(who, why); !said.ok()) return said.error();
    if (!events::is_trading_day(wish.day)) {
        return Error{Errc::Invalid, std::string{kNoTradingDay}};
    }
    const auto day = static_cast<uint32_t>(wish.day);
    if (wish.hours < 0 || wish.hours > kDayHoursMax) {
        return Error{Errc::Invalid, "hours: must be 1 to " + std::to_string(kDayHoursMax)};
    }
    const int64_t ends_us =
        wish.hours == 0 ? day_ends_us(day, now_us) : now_us + wish.hours * 3'600 * base::kSecondUs;
    if (now && now->day == day && now->ends_us <= now_us && wish.hours == 0) {
        return Error{Errc::Invalid, "day: " + std::to_string(day) + " is over since " +
                                        base::exchange_text(now->ends_us) +
                                        "; --hours N goes on with it"};
    }
    if (now && now->day == day) {
        TradingDay same = *now;
        if (wish.hours != 0) same.ends_us = ends_us;
        return same;
    }
    if (now && day < now->day && !wish.backwards) {
        return Error{Errc::Invalid, "day: " + std::to_string(day) + " is before the open day " +
                                        std::to_string(now->day) +
                                        "; where that is meant, say so with --backwards"};
    }
    return TradingDay{day, now_us, ends_us, std::string{who}, std::string{why}};
}

base::Result<TradingDay> closed_day(const std::optional<TradingDay>& now, std::string_view who,
                                    std::string_view why, int64_t now_us) {
    if (const auto said = check_words(who, why); !said.ok()) return said.error();
    if (!now) return Error{Errc::Invalid, std::string{kNoDay}};
    if (now->ends_us <= now_us) {
        return Error{Errc::Invalid, "day: " + std::to_string(now->day) + " is over since " +
                                        base::exchange_text(now->ends_us)};
    }
    TradingDay closed = *now;
    closed.ends_us = now_us;
    return closed;
}

}  // namespace site
