#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "common/base/result.h"

namespace ctl {

// Numbers of a stream, first and last included.
struct NumberRange {
    int64_t first = 0;
    int64_t through = 0;
    friend bool operator==(const NumberRange&, const NumberRange&) = default;
};
inline constexpr size_t kRangesMax = 1'000;

// In: "7", "10-19", and lists of such with commas between, in any order. Out: sorted, without
// overlap; neighbours are one range. Invalid: "range: …". Pure.
base::Result<std::vector<NumberRange>> parse_ranges(const std::vector<std::string>& texts);

}  // namespace ctl
