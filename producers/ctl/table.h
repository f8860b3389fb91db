#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "producers/ctl/page.h"

namespace ctl {

// Columns aligned, two blanks between them. Nothing is ever cut: an instrument, an id or a reason
// that is half there is worth less than none. Where a line would be longer than the page a last
// column of words is wrapped under itself; else the terminal folds the line. Pure.
class Table {
  public:
    enum class Align { Left, Right };
    struct Column {
        std::string name;
        Align align = Align::Left;
        bool if_room = false;  // left out where a line would be longer than the page
    };
    explicit Table(std::vector<Column> columns);

    void add(std::vector<std::string> row);  // as many as columns
    [[nodiscard]] bool empty() const { return rows_.empty(); }
    // The header and the rows, each with a newline. `page`: characters of a line; 0: no limit.
    [[nodiscard]] std::string text(size_t page = page_width()) const;

  private:
    // Without the columns that need not be there.
    [[nodiscard]] Table narrow() const;
    [[nodiscard]] std::vector<size_t> widths() const;
    // A row's cells, each in its lines.
    [[nodiscard]] std::string line_of(const std::vector<std::string>& cells,
                                      const std::vector<size_t>& widths) const;

    std::vector<Column> columns_;
    std::vector<std::vector<std::string>> rows_;
};

// Rupees with at least 2 decimals, of units of 0.0001: 1013500 -> "101.35", 10000 -> "1.00".
std::string rupees(int64_t units);
// The same, but "-" for 0.
std::string rupees_or_dash(int64_t units);
// "rejected: margin", or the state alone.
std::string state_with_reason(const std::string& state, const std::string& reason);
// In the exchanges' time, UTC+5:30, and says so: "2026-08-03 09:15:00 IST"; "never" of 0.
std::string india_time(int64_t time_us);
// The exchanges' date, yyyymmdd.
uint32_t india_day(int64_t time_us);

}  // namespace ctl
