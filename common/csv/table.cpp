#include "common/csv/table.h"

#include <algorithm>
#include <charconv>
#include <filesystem>
#include <fstream>
#include <sstream>

namespace csv {
namespace {

using base::Errc;
using base::Error;

char lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; }

std::string wrong_columns(const Table& table, const std::vector<std::string>& wanted) {
    for (const std::string& column : wanted) {
        const auto count = std::ranges::count_if(
            table.columns, [&](const std::string& one) { return same_name(one, column); });
        if (count == 0) return "no column " + column;
        if (count > 1) return "column " + column + " is there twice";
    }
    return {};
}

}  // namespace

bool same_name(std::string_view a, std::string_view b) {
    return std::ranges::equal(a, b, {}, lower, lower);
}

std::optional<size_t> Table::column(std::string_view wanted) const {
    const auto found = std::ranges::find_if(
        columns, [&](const std::string& column) { return same_name(column, wanted); });
    if (found == columns.end()) return std::nullopt;
    return static_cast<size_t>(found - columns.begin());
}

Error Table::error(size_t row, const std::string& why) const {
    return {Errc::Invalid, name + " line " + std::to_string(rows[row].line) + ": " + why};
}

base::Result<Table> parse(std::string_view text, const std::string& name,
                          const std::vector<std::string>& wanted) {
    auto rows = read_rows(text);
    if (!rows.ok()) return Error{Errc::Invalid, name + " " + rows.error().what};
    Table table;
    table.name = name;
    table.rows = std::move(rows).value();
    if (!table.rows.empty()) {
        table.columns = std::move(table.rows.front().cells);
        table.rows.erase(table.rows.begin());
    }
    if (const std::string wrong = wrong_columns(table, wanted); !wrong.empty()) {
        return Error{Errc::Invalid, name + ": " + wrong};
    }
    for (size_t i = 0; i < table.rows.size(); ++i) {
        const size_t width = table.rows[i].cells.size();
        if (width == table.columns.size()) continue;
        return table.error(
            i, std::to_string(width) + " fields, not " + std::to_string(table.columns.size()));
    }
    return table;
}

base::Result<std::string> load_text(const std::string& path) {
    std::error_code error;
    const auto size = std::filesystem::file_size(path, error);
    if (error) return Error{Errc::Fatal, "open " + path + ": " + error.message()};
    if (size > kFileBytesMax) return Error{Errc::Fatal, path + ": too large"};
    std::ifstream file{path, std::ios::binary};
    std::ostringstream text;
    if (size > 0) text << file.rdbuf();
    if (!file) return Error{Errc::Fatal, "read " + path + ": failed"};
    return text.str();
}

base::Result<Table> load(const std::string& path, const std::vector<std::string>& wanted) {
    const auto text = load_text(path);
    if (!text.ok()) return text.error();
    return parse(text.value(), path, wanted);
}

std::optional<int64_t> whole_number(std::string_view text) {
    int64_t number = 0;
    if (text.empty() || text.size() > 18) return std::nullopt;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    if (error != std::errc{} || end != text.data() + text.size()) return std::nullopt;
    return number;
}

}  // namespace csv
