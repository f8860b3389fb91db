#include "producers/ctl/table.h"

#include <fmt/core.h>

#include <algorithm>
#include <chrono>
#include <numeric>

#include "common/base/decimal.h"
#include "common/base/must.h"

namespace ctl {
namespace {

constexpr size_t kGap = 2;

bool begins_character(char c) { return (static_cast<unsigned char>(c) & 0xC0U) != 0x80U; }

// Characters of UTF-8, as a terminal shows them.
size_t shown(const std::string& text) {
    return static_cast<size_t>(std::ranges::count_if(text, begins_character));
}

std::chrono::sys_time<std::chrono::seconds> in_india(int64_t time_us) {
    constexpr std::chrono::minutes kAheadOfUtc{5 * 60 + 30};
    return std::chrono::floor<std::chrono::seconds>(
        std::chrono::sys_time<std::chrono::microseconds>{std::chrono::microseconds{time_us}} +
        kAheadOfUtc);
}

}  // namespace

std::string cut(const std::string& text, size_t width) {
    if (shown(text) <= width) return text;
    std::string kept;
    size_t characters = 0;
    for (const char c : text) {
        if (begins_character(c) && ++characters == width) break;
        kept.push_back(c);
    }
    return kept + "…";
}

Table::Table(std::vector<Column> columns) : columns_{std::move(columns)} {}

void Table::add(std::vector<std::string> row) {
    base::must(row.size() == columns_.size());
    rows_.push_back(std::move(row));
}

std::vector<size_t> Table::widths() const {
    std::vector<size_t> widths;
    for (size_t i = 0; i < columns_.size(); ++i) {
        size_t width = shown(columns_[i].name);
        for (const auto& row : rows_) width = std::max(width, shown(row[i]));
        widths.push_back(width);
    }
    const size_t gaps = kGap * (columns_.size() - 1);
    size_t all = std::accumulate(widths.begin(), widths.end(), gaps);
    for (; all > kTableWidth; --all) {
        size_t& widest = *std::ranges::max_element(widths);
        if (widest <= 1) break;
        --widest;
    }
    return widths;
}

std::string Table::text() const {
    const std::vector<size_t> width = widths();
    std::string out;
    const auto append = [&](const auto& cell_of) {
        std::string line;
        for (size_t i = 0; i < columns_.size(); ++i) {
            const std::string cell = cut(cell_of(i), width[i]);
            const std::string blanks(width[i] - shown(cell), ' ');
            const bool right = columns_[i].align == Align::Right;
            if (i > 0) line.append(kGap, ' ');
            line += right ? blanks + cell : cell + blanks;
        }
        line.erase(line.find_last_not_of(' ') + 1);
        out += line + '\n';
    };
    append([&](size_t i) { return columns_[i].name; });
    for (const auto& row : rows_) append([&](size_t i) { return row[i]; });
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
    const auto time = in_india(time_us);
    const auto midnight = std::chrono::floor<std::chrono::days>(time);
    const std::chrono::year_month_day date{midnight};
    const std::chrono::hh_mm_ss clock{time - midnight};
    return fmt::format("{:04}-{:02}-{:02} {:02}:{:02}:{:02}", static_cast<int>(date.year()),
                       static_cast<unsigned>(date.month()), static_cast<unsigned>(date.day()),
                       clock.hours().count(), clock.minutes().count(), clock.seconds().count());
}

uint32_t india_day(int64_t time_us) {
    const std::chrono::year_month_day date{
        std::chrono::floor<std::chrono::days>(in_india(time_us))};
    return static_cast<uint32_t>(static_cast<int>(date.year())) * 10'000 +
           static_cast<unsigned>(date.month()) * 100 + static_cast<unsigned>(date.day());
}

}  // namespace ctl
