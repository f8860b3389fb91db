#pragma once

#include <string>
#include <vector>

#include "common/base/clock.h"

namespace replay {

// The SQL by which a shadow takes the place of the live books. Pure.

// Brings the rows of all other days over, and of this day's what is not the record's. Run again,
// it begins anew.
std::vector<std::string> copy_the_rest(const std::string& live, const std::string& shadow,
                                       uint32_t day);

// Rows of the inbox of the day that the shadow lacks: one number.
std::string count_unknown(const std::string& live, const std::string& shadow, uint32_t day);

// One statement, which happens as a whole or not at all: the live tables go to `old`, the shadow's
// come in their place.
std::string rename_all(const std::string& live, const std::string& shadow, const std::string& old);

// The name of the database that keeps the old books: backstop_old_20260803_153000.
std::string old_name(const std::string& live, base::WallTime now);

}  // namespace replay
