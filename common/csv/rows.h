#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "common/base/result.h"

// Files that a person makes, with a spreadsheet or by hand: every reader of one reads it here.
namespace csv {

struct Row {
    size_t line = 0;  // of the file, from 1, where the row begins
    std::vector<std::string> cells;
};

// Rows of comma-separated values: a cell in double quotes may hold commas, line ends and, doubled,
// quotes; a mark of UTF-8 in front, blanks around cells and empty lines are dropped. Invalid, with
// the line: a quote does not end, or something follows it; the text is UTF-16 or holds a zero byte.
// Pure.
base::Result<std::vector<Row>> read_rows(std::string_view text);

}  // namespace csv
