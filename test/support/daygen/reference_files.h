#pragma once

#include <string>

#include "market.h"

namespace daygen {

// Write the reference tables as CSV, one header line, columns and order of
// schemas/sql/0002_reference.sql; money in units of 0.0001 rupee as the tables hold it. False, with
// `what` set, when the file cannot be written.
bool write_instruments(const std::string& path, const Market& market, std::string& what);
bool write_customers(const std::string& path, int64_t customers, uint64_t seed, std::string& what);

}  // namespace daygen
