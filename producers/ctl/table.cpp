#include "producers/ctl/table.h"

#include <fmt/core.h>

#include <algorithm>
#include <numeric>

#include "common/base/decimal.h"
#include "common/base/exchange_clock.h"
#include "common/base/exchange_text.h"
#include "common/base/must.h"

namespace ctl {
namespace {

constexpr size_t kGap = 2;
constexpr size_t kWordsMin = 16;  // in less than that words are not wrapped

}  // namespace

Table::Table(std::vector<Column> columns) : columns_{std::move(columns)} {}

void Table::add(std::vector<std::string> row) {
    base::must(row.size() == columns_.size());
    rows_.push_back(std::move(row));
}

std::vector<size_t> Table::widths() const {
    std::vector<size_t> widths;
    for (size_t i = 0; i < columns_.size(); ++i) {
        size_t width = shown_width(columns_[i].name);
        for (const auto& row : rows_) width = std::max(width, shown_width(row[i]));
        widths.push_back(width);
    }
    return widths;
}

std::string Table::line_of(const std::vector<std::string>& cells,
                           const std::vector<size_t>& widths) const {
    const std::vector<std::string> last = wrapped(cells.back(), widths.back());
    std::string out;
    for (size_t number = 0; number < last.size(); ++number) {
        std::string line;
        for (size_t i = 0; i < cells.size(); ++i) {
            const bool is_last = i + 1 == cells.size();
            const std::string cell = is_last ? last[number] : number == 0 ? cells[i] : "";
            const size_t taken = shown_width(cell);
            const std::string blanks(taken < widths[i] ? widths[i] - taken : 0, ' ');
            if (i > 0) line.append(kGap, ' ');
            line += columns_[i].align == Align::Right ? blanks + cell : cell + blanks;
        }
        line.erase(line.find_last_not_of(' ') + 1);
        out += line + '\n';
    }
    return out;
}

Table Table::narrow() const {
    std::vector<size_t> kept;
    for (size_t i = 0; i < columns_.size(); ++i) {
        if (!columns_[i].if_room) kept.push_back(i);
    }
    std::vector<Column> columns;
    for (const size_t i : kept) columns.push_back(columns_[i]);
    Table table{std::move(columns)};
    for (const auto& row : rows_) {
        std::vector<std::string> cells;
        for (const size_t i : kept) cells.push_back(row[i]);
        table.add(std::move(cells));
    }
    return table;
}

std::string Table::text(size_t page) const {
    std::vector<size_t> width = widths();
    const bool may_shrink = std::ranges::any_of(columns_, &Column::if_room);
    const size_t whole = std::accumulate(width.begin(), width.end(), kGap * (columns_.size() - 1));
    if (may_shrink && page > 0 && whole > page) return narrow().text(page);
    const size_t gaps = kGap * (columns_.size() - 1);
    const size_t others = std::accumulate(width.begin(), width.end() - 1, gaps);
    const bool is_words = columns_.back().align == Align::Left;
    if (page > 0 && others + width.back() > page && is_words && others + kWordsMin <= page) {
        width.back() = page - others;
    }
    std::vector<std::string> names;
    for (const Column& column : columns_) names.push_back(column.name);
    std::string out = line_of(names, width);
    for (const auto& row : rows_) out += line_of(row, width);
    return out;
}

std::string rupees(int64_t units) {
    std::string text;
    base::append_price(text, units);
    const size_t point = text.find('.');
    if (point == std::string::npos) return text + ".00";
    if (text.size() - point == 2) text.push_back('0');
    return text;
}

std::string rupees_or_dash(int64_t units) { return units == 0 ? "-" : rupees(units); }

std::string state_with_reason(const std::string& state, const std::string& reason) {
    return reason.empty() ? state : state + ": " + reason;
}

std::string india_time(int64_t time_us) {
    if (time_us == 0) return "never";
    return base::exchange_text(time_us);
}

uint32_t india_day(int64_t time_us) {
    return base::exchange_time(time_us, base::kExchangeOffsetS).day;
}

}  // namespace ctl
