#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "common/base/result.h"
#include "common/carry/fate.h"

namespace carry {

// A row of `positions` of one of two days.
struct Row {
    std::string account;
    bool is_next = false;  // of the day that begins
    events::PositionKey key;
    Sums sums;
    uint32_t expiry = 0;
};

// What the day that begins should begin with, where its row says something else.
struct Opening {
    std::string account;
    events::PositionKey key;
    int64_t quantity = 0;
    int64_t value = 0;
    int64_t was_quantity = 0;  // what the row says
    int64_t was_value = 0;
};

struct LeftOpen {
    std::string account;
    Held held;
};

struct Counts {
    int64_t accounts = 0;  // that have something to begin with
    int64_t carried = 0;   // positions
    int64_t settled = 0;
    int64_t expired = 0;
    int64_t left_open = 0;  // of all these: intraday products
    int64_t changed = 0;    // rows of the day that begins
    void add(const Counts& other);
};

struct Openings {
    std::vector<Opening> changes;
    std::vector<LeftOpen> left_open;
    Counts counts;
};

// The rows of both days of some accounts, those of an account together. Invalid, with the account:
// a value is beyond 64 bits. Pure.
base::Result<Openings> openings_of(const std::vector<Row>& rows, uint32_t next_day);

}  // namespace carry
