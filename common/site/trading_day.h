#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "common/base/result.h"

namespace site {

inline constexpr std::string_view kNoTradingDay = "day: must be a date yyyymmdd of 2000 to 2099";

// The one row of `trading_day`: the day that is open. Which day it is follows from nothing else:
// not from an event, not from the books, not from the clock.
struct TradingDay {
    uint32_t day = 0;  // yyyymmdd
    int64_t opened_us = 0;
    std::string who;
    std::string why;
    friend bool operator==(const TradingDay&, const TradingDay&) = default;
};

// Why a program that needs the day is not ready, or refuses: the same words everywhere.
inline constexpr std::string_view kNoDay =
    "day: no trading day is open; open it with: backstopctl day open";

struct DayWish {
    int64_t day = 0;
    bool backwards = false;  // a day before the open one is meant, too
};

// The row that opening a day makes of the row that is there. The open day again changes nothing and
// keeps its row. Invalid, naming the field: no date, a day before the open one where `backwards` is
// not set, nobody or no reason named. Pure.
base::Result<TradingDay> next_day(const std::optional<TradingDay>& now, const DayWish& wish,
                                  std::string_view who, std::string_view why, int64_t now_us);

}  // namespace site
