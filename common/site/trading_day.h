#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "common/base/result.h"
#include "common/site/site_state.h"

namespace site {

inline constexpr std::string_view kNoTradingDay = "day: must be a date yyyymmdd of 2000 to 2099";

// The one row of `trading_day`: the day that is open. Which day it is follows from nothing else:
// not from an event, not from the books, not from the clock.
struct TradingDay {
    uint32_t day = 0;  // yyyymmdd
    int64_t opened_us = 0;
    int64_t ends_us = 0;  // nothing that was planned on it is sent later; the database's clock
    std::string who;
    std::string why;
    friend bool operator==(const TradingDay&, const TradingDay&) = default;
};

// Why a program that needs the day is not ready, or refuses: the same words everywhere.
inline constexpr std::string_view kNoDay =
    "day: no trading day is open; open it with: backstopctl day open";

inline constexpr int64_t kDayHoursMax = 48;

struct DayWish {
    int64_t day = 0;
    bool backwards = false;  // a day before the open one is meant, too
    int64_t hours = 0;       // that it lasts from now on; 0: until midnight, as day_ends_us
};

// Midnight at the exchanges after the day's date; where it is opened on a later date, after that.
// Pure.
int64_t day_ends_us(uint32_t day, int64_t opened_us);

// "20260803 is over since …; open the next one: …"; nullopt: it is not over. Pure.
std::optional<std::string> day_over(const TradingDay& day, int64_t now_us);

// "the site is ACTIVE, and its day 20260803 is over"; nullopt: it is not so. Pure.
std::optional<std::string> day_left_active(const std::optional<SiteState>& site,
                                           const std::optional<TradingDay>& day, int64_t now_us);

// The row that opening a day makes of the row that is there. The open day again keeps its row, and
// changes nothing but its end where `hours` says so. Invalid, naming the field: no date, a day
// before the open one where `backwards` is not set, the open one again once it is over and without
// `hours`, hours beyond kDayHoursMax, nobody or no reason named. Pure.
base::Result<TradingDay> next_day(const std::optional<TradingDay>& now, const DayWish& wish,
                                  std::string_view who, std::string_view why, int64_t now_us);

// The open day as it is once somebody has ended it before its time. Invalid: none is open, it is
// over already, nobody or no reason named. Pure.
base::Result<TradingDay> closed_day(const std::optional<TradingDay>& now, std::string_view who,
                                    std::string_view why, int64_t now_us);

}  // namespace site
