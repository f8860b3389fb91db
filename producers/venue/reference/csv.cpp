#include "producers/venue/reference/csv.h"

#include <algorithm>
#include <charconv>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <sstream>

namespace venue {
namespace {

std::vector<std::string> fields_of(std::string_view line) {
    std::vector<std::string> fields;
    for (;;) {
        const size_t comma = line.find(',');
        fields.emplace_back(line.substr(0, comma));
        if (comma == std::string_view::npos) return fields;
        line.remove_prefix(comma + 1);
    }
}

// Takes the first line off `text`, without its line end.
std::string_view next_line(std::string_view& text) {
    const size_t end = text.find('\n');
    std::string_view line = text.substr(0, end);
    text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
    if (line.ends_with('\r')) line.remove_suffix(1);
    return line;
}

}  // namespace

std::optional<size_t> Csv::column(std::string_view wanted) const {
    const auto found = std::find(columns.begin(), columns.end(), wanted);
    if (found == columns.end()) return std::nullopt;
    return static_cast<size_t>(found - columns.begin());
}

base::Error Csv::error(size_t row, const std::string& why) const {
    return {base::Errc::Invalid, name + " line " + std::to_string(row + 2) + ": " + why};
}

base::Result<Csv> parse_csv(std::string_view text, const std::string& name,
                            const std::vector<std::string>& wanted) {
    Csv table;
    table.name = name;
    table.columns = fields_of(next_line(text));
    for (const std::string& column : wanted) {
        if (!table.column(column)) {
            return base::Error{base::Errc::Invalid, name + ": no column " + column};
        }
    }
    while (!text.empty()) {
        auto row = fields_of(next_line(text));
        if (row.size() == 1 && row[0].empty()) continue;
        if (row.size() != table.columns.size()) {
            return table.error(table.rows.size(), std::to_string(row.size()) + " fields, not " +
                                                      std::to_string(table.columns.size()));
        }
        table.rows.push_back(std::move(row));
    }
    return table;
}

base::Result<Csv> load_csv(const std::string& path, const std::vector<std::string>& wanted) {
    std::error_code error;
    const auto size = std::filesystem::file_size(path, error);
    if (error) return base::Error{base::Errc::Fatal, "open " + path + ": " + error.message()};
    if (size > kCsvBytesMax) return base::Error{base::Errc::Fatal, path + ": too large"};
    std::ifstream file{path, std::ios::binary};
    std::ostringstream text;
    text << file.rdbuf();
    if (!file) return base::Error{base::Errc::Fatal, "read " + path + ": failed"};
    return parse_csv(text.str(), path, wanted);
}

std::optional<int64_t> whole_number(std::string_view text) {
    int64_t number = 0;
    if (text.empty() || text.size() > 18) return std::nullopt;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    if (error != std::errc{} || end != text.data() + text.size()) return std::nullopt;
    return number;
}

}  // namespace venue
