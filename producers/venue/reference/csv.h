#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "common/base/result.h"

namespace venue {

// A comma-separated table with a header line and without quoting.
struct Csv {
    std::vector<std::string> columns;
    std::vector<std::vector<std::string>> rows;  // each as wide as `columns`
    std::string name;                            // of the file, for messages

    // The place of a column; nullopt: there is none.
    [[nodiscard]] std::optional<size_t> column(std::string_view wanted) const;
    // "instruments.csv line 7: lot: not a number"
    [[nodiscard]] base::Error error(size_t row, const std::string& why) const;
};

// Invalid where a row's width is not the header's, or a column of `wanted` is missing.
base::Result<Csv> parse_csv(std::string_view text, const std::string& name,
                            const std::vector<std::string>& wanted);
// The same from a file of at most kCsvBytesMax.
inline constexpr size_t kCsvBytesMax = 256u << 20;
base::Result<Csv> load_csv(const std::string& path, const std::vector<std::string>& wanted);

// The whole text is a decimal number of at most 18 digits.
std::optional<int64_t> whole_number(std::string_view text);

}  // namespace venue
