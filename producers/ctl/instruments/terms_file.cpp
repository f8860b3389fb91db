#include "producers/ctl/instruments/terms_file.h"

#include <algorithm>
#include <charconv>
#include <map>
#include <set>
#include <string>

#include "common/csv/rows.h"

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
    if (read.ec != std::errc{} || read.ptr != end) return std::string{name} + ": no whole number";
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
    return line;
}

}  // namespace

Result<std::vector<TermsLine>> read_terms(std::string_view text) {
    const auto rows = csv::read_rows(text);
    if (!rows.ok()) return rows.error();
    if (rows.value().empty()) return Error{Errc::Invalid, "file: has no line"};
    if (rows.value().size() > kLinesMax) return Error{Errc::Invalid, "file: too many lines"};
    const csv::Row& head = rows.value().front();
    for (const std::string& name : head.cells) {
        if (!kColumns.contains(name)) return wrong(head.line, "unknown column " + name);
        if (std::ranges::count(head.cells, name) > 1) return wrong(head.line, name + ": twice");
    }
    std::vector<TermsLine> lines;
    std::set<account::InstrumentKey> seen;
    for (size_t i = 1; i < rows.value().size(); ++i) {
        const csv::Row& row = rows.value()[i];
        if (row.cells.size() != head.cells.size())
            return wrong(row.line, "another number of cells");
        Cells cells;
        for (size_t at = 0; at < row.cells.size(); ++at) cells[head.cells[at]] = row.cells[at];
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
