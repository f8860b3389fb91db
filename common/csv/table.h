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

// Invalid where a row's width is not the header's, a column of `wanted` is missing, or any is there
// twice. Without a name the problem alone is said: "line 7: …".
base::Result<Table> parse(std::string_view text, const std::string& name,
                          const std::vector<std::string>& wanted);
// The same where the header may be left out: a first row that names all of `wanted` is one. Else
// the columns are `wanted`, in their order.
base::Result<Table> parse_list(std::string_view text, const std::string& name,
                               const std::vector<std::string>& wanted);
// As `parse`, from a file of at most kFileBytesMax.
inline constexpr size_t kFileBytesMax = 256u << 20;
base::Result<Table> load(const std::string& path, const std::vector<std::string>& wanted);
// The text of a file, or of a pipe; "-": of standard input. Fatal where it cannot be read or is
// larger.
base::Result<std::string> load_text(const std::string& path, size_t bytes_max = kFileBytesMax);

bool same_name(std::string_view a, std::string_view b);  // capitals or not
// The whole text is a decimal number of at most 18 digits.
std::optional<int64_t> whole_number(std::string_view text);

}  // namespace csv
