#include "common/csv/table.h"

#include <algorithm>
#include <cerrno>
#include <charconv>
#include <cstring>
#include <fstream>
#include <iostream>

namespace csv {
namespace {

using base::Errc;
using base::Error;

char lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; }

// A column without a name is what a spreadsheet leaves behind, and may be there twice.
std::string wrong_columns(const Table& table, const std::vector<std::string>& wanted) {
    for (const std::string& column : wanted) {
        if (!table.column(column)) return "no column " + column;
    }
    for (const std::string& column : table.columns) {
        const auto count = std::ranges::count_if(
            table.columns, [&](const std::string& one) { return same_name(one, column); });
        if (count > 1 && !column.empty()) return "column " + column + " is there twice";
    }
    return {};
}

// The problem, behind the file's name where that is known.
std::string said_of(const std::string& name, const char* between, const std::string& problem) {
    return name.empty() ? problem : name + between + problem;
}

base::Result<Table> as_wide_as_columns(Table table) {
    for (size_t i = 0; i < table.rows.size(); ++i) {
        const size_t width = table.rows[i].cells.size();
        if (width == table.columns.size()) continue;
        return table.error(
            i, std::to_string(width) + " fields, not " + std::to_string(table.columns.size()));
    }
    return table;
}

// The first row becomes the columns.
base::Result<Table> under_head(Table table, const std::vector<std::string>& wanted) {
    if (!table.rows.empty()) {
        table.columns = std::move(table.rows.front().cells);
        table.rows.erase(table.rows.begin());
    }
    if (const std::string wrong = wrong_columns(table, wanted); !wrong.empty()) {
        return Error{Errc::Invalid, said_of(table.name, ": ", wrong)};
    }
    return as_wide_as_columns(std::move(table));
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
    const std::string problem = "line " + std::to_string(rows[row].line) + ": " + why;
    return {Errc::Invalid, said_of(name, " ", problem)};
}

base::Result<Table> parse(std::string_view text, const std::string& name,
                          const std::vector<std::string>& wanted) {
    auto rows = read_rows(text);
    if (!rows.ok()) return Error{Errc::Invalid, said_of(name, " ", rows.error().what)};
    return under_head({{}, std::move(rows).value(), name}, wanted);
}

base::Result<Table> parse_list(std::string_view text, const std::string& name,
                               const std::vector<std::string>& wanted) {
    auto rows = read_rows(text);
    if (!rows.ok()) return Error{Errc::Invalid, said_of(name, " ", rows.error().what)};
    Table table{{}, std::move(rows).value(), name};
    const auto is_named = [&](const std::string& column) {
        return std::ranges::any_of(table.rows.front().cells, [&](const std::string& cell) {
            return same_name(cell, column);
        });
    };
    if (!table.rows.empty() && std::ranges::all_of(wanted, is_named)) {
        return under_head(std::move(table), wanted);
    }
    table.columns = wanted;
    return as_wide_as_columns(std::move(table));
}

base::Result<std::string> load_text(const std::string& path, size_t bytes_max) {
    std::ifstream file;
    if (path != "-") {
        file.open(path, std::ios::binary);
        if (!file) return Error{Errc::Fatal, "open " + path + ": " + std::strerror(errno)};
    }
    std::istream& in = path == "-" ? std::cin : file;
    constexpr size_t kPieceBytes = 1u << 20;
    std::string text;
    while (in && text.size() <= bytes_max) {
        const size_t had = text.size();
        text.resize(had + kPieceBytes);
        in.read(text.data() + had, static_cast<std::streamsize>(kPieceBytes));
        text.resize(had + static_cast<size_t>(in.gcount()));
    }
    if (in.bad()) return Error{Errc::Fatal, "read " + path + ": failed"};
    if (text.size() > bytes_max) {
        return Error{Errc::Fatal,
                     path + ": larger than " + std::to_string(bytes_max >> 20) + " MiB"};
    }
    return text;
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
