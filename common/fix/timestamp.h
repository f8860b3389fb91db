#pragma once

#include <cstdint>
#include <string>

// Means the same in C++14 and in C++20.
namespace fix {

// UTCTimestamp: "20261121-09:15:00", with up to 12 decimals of the second, cut to 6;
// "20261121-09:15" is one as well. A leap second counts as the next minute's first. False: not a
// time; `us` (since the Unix epoch) stays.
bool read_timestamp(const std::string& text, int64_t& us);

// With 6 decimals: "20261121-09:15:00.000000". Years 1970 to 9999.
std::string write_timestamp(int64_t us);

// "20261121" of a time, shifted by `offset_s`: the day it is at that place.
uint32_t day_of(int64_t us, int64_t offset_s);

}  // namespace fix
