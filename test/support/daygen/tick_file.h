#pragma once

#include <cstdint>
#include <string_view>

#include "market.h"
#include "tally.h"

namespace daygen {

// What is left of a file of last-traded-price ticks (timestamp,ltp,volume; Indian time, rows about
// a second apart) once everything that is not a tick of its session has been set aside.
struct CleanTicks {
    PricePath path;        // empty where no usable row was found
    int64_t turnover = 0;  // rupees, shares traded times last price; 0 for an index
    SourceReport report;
};

// Reads every row. Session = the rows of `session_date` (yyyy-mm-dd) from 09:15:00 to 15:30:00,
// both included. Refused, each row by the first reason that applies: malformed, price not above
// zero, epoch 1970, next day, other day, outside the session, exact duplicate of an earlier row of
// the session. The rest is put into order of (time, volume); rows that had stood out of order are
// noted, as are gaps of more than a minute. Seconds without a tick keep the price before, those
// before the first tick take the first.
CleanTicks clean_ticks(std::string_view text, std::string_view session_date,
                       std::string_view next_date);

}  // namespace daygen
