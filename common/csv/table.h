#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "common/base/result.h"
#include "common/csv/rows.h"

namespace csv {

// Rows under a header line.
struct Table {
    std::vector<std::string> columns;
    std::vector<Row> rows;  // each as wide as `columns`
    std::string name;       // of the file, for messages

    // The place of a column, in capitals or not; nullopt: there is none.
    [[nodiscard]] std::optional<size_t> column(std::string_view wanted) const;
    // "instruments.csv line 7: lot: not a number"
    [[nodiscard]] base::Error error(size_t row, const std::string& why) const;
};

// Invalid where a row's width is not the header's, or a column of `wanted` is missing or there
// twice.
base::Result<Table> parse(std::string_view text, const std::string& name,
                          const std::vector<std::string>& wanted);
// The same from a file of at most kFileBytesMax.
inline constexpr size_t kFileBytesMax = 256u << 20;
base::Result<Table> load(const std::string& path, const std::vector<std::string>& wanted);
// The file's text. Fatal where it cannot be read or is too large.
base::Result<std::string> load_text(const std::string& path);

bool same_name(std::string_view a, std::string_view b);  // capitals or not
// The whole text is a decimal number of at most 18 digits.
std::optional<int64_t> whole_number(std::string_view text);

}  // namespace csv
