#pragma once

#include <array>
#include <cstdint>
#include <map>
#include <string>

#include "order.h"

namespace daygen {

// What was written and what was refused on the way: the numbers of the manifest.
struct Tally {
    int64_t events = 0;
    int64_t orders = 0;                           // distinct orders
    std::array<int64_t, kStates> order_events{};  // by state
    std::array<int64_t, 3> trade_events{};        // new, correct, bust
    std::array<int64_t, kVenues> venue_events{};
    int64_t first_time_us = 0;
    int64_t last_time_us = 0;
};

// How one kind of data file was read: "session rows", "duplicate", ... -> rows. Sorted, so output
// is stable.
using RowCounts = std::map<std::string, int64_t>;

struct SourceReport {
    RowCounts accepted;  // rows that are used, by kind
    RowCounts refused;   // rows that are not, by reason
    RowCounts noted;     // rows that are used but had to be put right, by what was wrong
};
using DataReport = std::map<std::string, SourceReport>;  // file -> what became of its rows

}  // namespace daygen
