#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "common/base/result.h"
#include "common/csv/table.h"
#include "producers/venue/matching/instrument.h"

namespace venue {

// "closed", "pre_open", "continuous", "closing_auction", "post_close"
std::string_view phase_name(Phase phase);
std::optional<Phase> phase_by_name(std::string_view name);

// "09:15" or "09:15:30" as microseconds since midnight.
std::optional<int64_t> time_of_day_us(std::string_view text);

// Reads the columns segment,from,phase. One group for each segment in order of appearance, each
// group's phases in order of time. Invalid: unknown phase, not a time, time not after the one
// before.
base::Result<std::vector<Group>> read_calendar(const csv::Table& table);
// Continuous trading at any time, for all of these segments.
std::vector<Group> always_open(const std::vector<std::string>& segments);

inline const std::vector<std::string> kCalendarColumns{"segment", "from", "phase"};

}  // namespace venue
