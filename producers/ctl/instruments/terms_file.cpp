#include "producers/ctl/instruments/terms_file.h"

#include <algorithm>
#include <charconv>
#include <map>
#include <set>
#include <string>

#include "common/csv/table.h"

namespace ctl {

using base::Errc;
using base::Error;
using base::Result;

namespace {

constexpr size_t kLinesMax = 100'000;
const std::set<std::string> kColumns{"exchange",  "segment",         "token", "band_low",
                                     "band_high", "freeze_quantity", "lot",   "tick"};

Error wrong(size_t line, const std::string& why) {
    return {Errc::Invalid, "line " + std::to_string(line) + ": " + why};
}

using Cells = std::map<std::string, std::string>;

std::string cell(const Cells& cells, const char* name) {
    const auto found = cells.find(name);
    return found == cells.end() ? std::string{} : found->second;
}

// Empty, or what is wrong.
std::string take_number(const Cells& cells, const char* name, std::optional<int64_t>& to) {
    const std::string text = cell(cells, name);
    if (text.empty()) return {};
    int64_t number = 0;
    const auto end = text.data() + text.size();
    const auto read = std::from_chars(text.data(), end, number);
    if (read.ec != std::errc{} || read.ptr != end)
        return std::string{name} + ": no whole number: " + text;
    to = number;
    return {};
}

Result<TermsLine> read_line(size_t number, const Cells& cells) {
    TermsLine line;
    line.line = number;
    std::optional<int64_t> token;
    for (const std::string& problem :
         {take_number(cells, "token", token),
          take_number(cells, "freeze_quantity", line.wish.freeze_quantity),
          take_number(cells, "lot", line.wish.lot)}) {
        if (!problem.empty()) return wrong(number, problem);
    }
    const auto key =
        instrument_of(cell(cells, "exchange"), cell(cells, "segment"), token.value_or(0));
    if (!key.ok()) return wrong(number, key.error().what);
    line.key = key.value();
    line.wish.band_low = cell(cells, "band_low");
    line.wish.band_high = cell(cells, "band_high");
    line.wish.tick = cell(cells, "tick");
    const auto possible = changed(Terms{}, line.wish);
    if (!possible.ok()) return wrong(number, possible.error().what);
    return line;
}

}  // namespace

Result<std::vector<TermsLine>> read_terms(std::string_view text) {
    auto read = csv::parse(text, "", {});
    if (!read.ok()) return read.error();
    const csv::Table& table = read.value();
    if (table.columns.empty()) return Error{Errc::Invalid, "file: has no line"};
    if (table.rows.size() > kLinesMax) return Error{Errc::Invalid, "file: too many lines"};
    std::vector<std::string> names;
    for (const std::string& column : table.columns) {
        const auto known = std::ranges::find_if(
            kColumns, [&](const std::string& name) { return csv::same_name(name, column); });
        if (known == kColumns.end()) return wrong(1, "unknown column " + column);
        names.push_back(*known);
    }
    std::vector<TermsLine> lines;
    std::set<account::InstrumentKey> seen;
    for (const csv::Row& row : table.rows) {
        Cells cells;
        for (size_t at = 0; at < row.cells.size(); ++at) cells[names[at]] = row.cells[at];
        auto line = read_line(row.line, cells);
        if (!line.ok()) return line.error();
        if (!seen.insert(line.value().key).second)
            return wrong(row.line, "the same instrument again");
        lines.push_back(std::move(line).value());
    }
    if (lines.empty()) return Error{Errc::Invalid, "file: has no line behind the first"};
    return lines;
}

}  // namespace ctl
