#pragma once

#include <string_view>
#include <vector>

#include "common/base/result.h"
#include "common/cutoffs/attempts.h"
#include "common/db/session.h"

namespace cutoffs {

// Reads from the database; blocks.

// An SQL condition on a row of `positions`: it is open.
inline constexpr std::string_view kIsOpenSql = "open_quantity+buy_quantity<>sell_quantity";

// All lines of the rule, and those of the calendar for this day.
base::Result<std::vector<Line>> read_lines(db::Session& session, uint32_t day);

// As site, day and the database's clock are. `day`: 0, or one that stands in the place of the open
// one and of its date, for tests without the row.
base::Result<Moment> read_moment(db::Session& session, int64_t utc_offset_s, uint32_t day = 0);

}  // namespace cutoffs
