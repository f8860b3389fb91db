#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

#include "common/audit/person.h"
#include "common/base/result.h"
#include "common/db/session.h"
#include "common/site/trading_day.h"

namespace site {

// Inside a statement: the open day as a value, NULL where none is open.
inline constexpr std::string_view kOpenDaySql = "(SELECT day FROM trading_day)";

// The row, in whatever transaction the session is; nullopt: no day is open. Blocks.
base::Result<std::optional<TradingDay>> read_day(db::Session& session);

// The open day. Invalid, kNoDay: there is none.
base::Result<uint32_t> require_day(db::Session& session);

// One transaction: reads the row, asks the rule `next_day`, writes the row, its history and the
// audit. What is there already stays as it is, and nothing is written. Invalid: the rule refuses
// it. The session must be connected and in no transaction. Blocks.
base::Result<TradingDay> open_day(db::Session& session, const DayWish& wish,
                                  const audit::Person& who, std::string_view why, int64_t now_us);

// The same way: ends the open day now, as `closed_day` has it. It stays the open one.
base::Result<TradingDay> close_day(db::Session& session, const audit::Person& who,
                                   std::string_view why, int64_t now_us);

}  // namespace site
