#include "tick_file.h"

#include <algorithm>
#include <optional>
#include <tuple>
#include <vector>

#include "calendar.h"
#include "text_file.h"

namespace daygen {
namespace {

constexpr int64_t kGapSeconds = 60;

struct Tick {
    int64_t second = 0;  // since the open
    int64_t price = 0;
    int64_t volume = 0;
    size_t row = 0;
};

// Seconds since midnight of "HH:MM:SS".
std::optional<int64_t> parse_time(std::string_view text) {
    if (text.size() != 8 || text[2] != ':' || text[5] != ':') return std::nullopt;
    const auto hour = parse_whole(text.substr(0, 2));
    const auto minute = parse_whole(text.substr(3, 2));
    const auto second = parse_whole(text.substr(6, 2));
    if (!hour || !minute || !second || *hour > 23 || *minute > 59 || *second > 59)
        return std::nullopt;
    return *hour * 3600 + *minute * 60 + *second;
}

// The tick of a row, or the reason why it is none.
struct Reading {
    std::optional<Tick> tick;
    const char* reason = nullptr;
};

Reading read_row(std::string_view line, std::string_view session_date, std::string_view next_date) {
    const auto fields = fields_of(line);
    if (fields.size() != 3 || fields[0].size() != 19 || fields[0][10] != ' ')
        return {{}, "malformed"};
    const auto time = parse_time(fields[0].substr(11));
    const auto price = parse_decimal(fields[1], kRupee);
    const auto volume = parse_whole(fields[2]);
    if (!time || !price || !volume) return {{}, "malformed"};
    if (*price <= 0) return {{}, "price not above zero"};
    const std::string_view date = fields[0].substr(0, 10);
    if (date == "1970-01-01") return {{}, "epoch 1970"};
    if (date == next_date) return {{}, "next day"};
    if (date != session_date) return {{}, "other day"};
    const int64_t second = *time - kOpenSecondOfDay;
    if (second < 0 || second > kSessionSeconds) return {{}, "outside the session"};
    return {Tick{.second = second, .price = *price, .volume = *volume}, nullptr};
}

int64_t remove_duplicates(std::vector<Tick>& ticks) {
    const auto content = [](const Tick& tick) {
        return std::tie(tick.second, tick.volume, tick.price);
    };
    std::sort(ticks.begin(), ticks.end(), [&](const Tick& one, const Tick& other) {
        return std::tuple_cat(content(one), std::tie(one.row)) <
               std::tuple_cat(content(other), std::tie(other.row));
    });
    const auto end = std::unique(
        ticks.begin(), ticks.end(),
        [&](const Tick& one, const Tick& other) { return content(one) == content(other); });
    const int64_t removed = std::distance(end, ticks.end());
    ticks.erase(end, ticks.end());
    return removed;
}

// Rows that start earlier than the row before them in the file.
int64_t count_steps_back(const std::vector<Tick>& in_file_order) {
    int64_t count = 0;
    for (size_t row = 1; row < in_file_order.size(); ++row) {
        if (in_file_order[row].second < in_file_order[row - 1].second) ++count;
    }
    return count;
}

PricePath path_of(const std::vector<Tick>& ticks, RowCounts& noted) {
    PricePath path;
    path.reserve(static_cast<size_t>(kSessionSeconds) + 1);
    int64_t price = ticks.front().price;
    int64_t before = ticks.front().second;
    for (const Tick& tick : ticks) {
        if (tick.second - before > kGapSeconds) ++noted["gap of more than a minute"];
        path.resize(static_cast<size_t>(tick.second), price);
        price = tick.price;
        before = tick.second;
    }
    path.resize(static_cast<size_t>(kSessionSeconds) + 1, price);
    return path;
}

}  // namespace

CleanTicks clean_ticks(std::string_view text, std::string_view session_date,
                       std::string_view next_date) {
    CleanTicks clean;
    std::vector<Tick> ticks;
    const auto lines = lines_of(text);
    for (size_t row = 1; row < lines.size(); ++row) {  // row 0 is the header
        Reading reading = read_row(lines[row], session_date, next_date);
        if (!reading.tick) {
            ++clean.report.refused[reading.reason];
            continue;
        }
        reading.tick->row = row;
        ticks.push_back(*reading.tick);
    }
    if (const int64_t back = count_steps_back(ticks)) clean.report.noted["out of order"] = back;
    if (const int64_t same = remove_duplicates(ticks)) clean.report.refused["duplicate"] = same;
    // Within one second and volume the file's order is the best guess of what came first.
    std::sort(ticks.begin(), ticks.end(), [](const Tick& one, const Tick& other) {
        return std::tie(one.second, one.volume, one.row) <
               std::tie(other.second, other.volume, other.row);
    });
    clean.report.accepted["tick"] = static_cast<int64_t>(ticks.size());
    if (ticks.empty()) return clean;
    clean.path = path_of(ticks, clean.report.noted);
    clean.turnover = ticks.back().volume * (ticks.back().price / kRupee + 1);
    return clean;
}

}  // namespace daygen
