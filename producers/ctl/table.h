#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

namespace ctl {

inline constexpr size_t kTableWidth = 100;  // characters of a line

// A table for a terminal: columns aligned, two blanks between them. Where a line would be longer
// than kTableWidth the widest columns are cut, which shows as "…". Pure.
class Table {
  public:
    enum class Align { Left, Right };
    struct Column {
        std::string name;
        Align align = Align::Left;
    };
    explicit Table(std::vector<Column> columns);

    void add(std::vector<std::string> row);  // as many as columns
    [[nodiscard]] bool empty() const { return rows_.empty(); }
    // The header and the rows, each with a newline.
    [[nodiscard]] std::string text() const;

  private:
    [[nodiscard]] std::vector<size_t> widths() const;

    std::vector<Column> columns_;
    std::vector<std::vector<std::string>> rows_;
};

// At most `width` characters of a text; one that is longer ends in "…".
std::string cut(const std::string& text, size_t width);

// Rupees with at least 2 decimals, of units of 0.0001: 1013500 -> "101.35", 10000 -> "1.00".
std::string rupees(int64_t units);
// The same, but "-" for 0.
std::string rupees_or_dash(int64_t units);
// "rejected: margin", or the state alone.
std::string state_with_reason(const std::string& state, const std::string& reason);
// In the exchanges' time, UTC+5:30: "2026-08-03 09:15:00".
std::string india_time(int64_t time_us);
// The exchanges' date, yyyymmdd.
uint32_t india_day(int64_t time_us);

}  // namespace ctl
