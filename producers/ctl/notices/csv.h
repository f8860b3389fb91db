#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "common/base/result.h"

namespace ctl {

struct CsvRow {
    size_t line = 0;  // of the file, from 1, where the row begins
    std::vector<std::string> cells;
};

// Rows of comma-separated values: a cell in double quotes may hold commas, line ends and, doubled,
// quotes; blanks around cells are dropped, empty lines too. Invalid, with the line, where a quote
// does not end or something follows it. Pure.
base::Result<std::vector<CsvRow>> read_csv(std::string_view text);

}  // namespace ctl
