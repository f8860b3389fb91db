#include "consumers/reconciler/venue_totals.h"

#include <charconv>
#include <optional>
#include <vector>

#include "common/base/exchange_clock.h"
#include "common/events/json_value.h"

namespace reconciler {

using base::Errc;
using base::Error;
using base::Result;

namespace {

constexpr size_t kLineBytesMax = 4'096;
constexpr std::string_view kHeader = "day,exchange,segment,token,side,trades,quantity,value";

std::optional<int64_t> number_of(std::string_view digits) {
    int64_t number = 0;
    const auto read = std::from_chars(digits.data(), digits.data() + digits.size(), number);
    if (read.ec != std::errc{} || read.ptr != digits.data() + digits.size()) return std::nullopt;
    return number;
}

Error wrong_line(size_t line, const char* what) {
    return {Errc::Invalid, "line " + std::to_string(line) + ": " + what};
}

// The next line without its end; takes it off.
std::string_view take_line(std::string_view& text) {
    const size_t end = text.find('\n');
    std::string_view line = text.substr(0, end);
    text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
    if (line.ends_with('\r')) line.remove_suffix(1);
    return line;
}

std::string text_of(const events::JsonValue& object, std::string_view name) {
    for (size_t i = 0; i < object.names.size(); ++i) {
        if (object.names[i] == name) return object.elements[i].text;
    }
    return {};
}

void add(Totals& totals, TotalKey key, const VenueTotal& more) {
    if (more == VenueTotal{}) return;
    VenueTotal& total = totals[std::move(key)];
    total.trades += more.trades;
    total.quantity += more.quantity;
    total.value += more.value;
}

// False: a number is missing.
bool add_row(Totals& totals, const events::JsonValue& row) {
    const auto token = number_of(text_of(row, "token"));
    if (!token) return false;
    for (const std::string side : {"buy", "sell"}) {
        const auto quantity = number_of(text_of(row, side + "_quantity"));
        const auto value = number_of(text_of(row, side + "_value"));
        if (!quantity || !value) return false;
        add(totals, {text_of(row, "exchange"), text_of(row, "segment"), *token, side},
            {0, *quantity, *value});
    }
    return true;
}

std::vector<std::string_view> cells_of(std::string_view line) {
    std::vector<std::string_view> cells;
    for (size_t end = 0; end != std::string_view::npos;) {
        end = line.find(',');
        cells.push_back(line.substr(0, end));
        if (end != std::string_view::npos) line.remove_prefix(end + 1);
    }
    return cells;
}

}  // namespace

Result<Page> totals_of_page(std::string_view text) {
    Page page;
    for (size_t number = 1; !text.empty(); ++number) {
        const std::string_view line = take_line(text);
        if (line.empty()) continue;
        const auto row = events::read_json(line, kLineBytesMax);
        if (number == 1 && row.ok()) {
            page.until_us = number_of(text_of(row.value(), "until_us"));
            page.day = number_of(text_of(row.value(), "day"));
            if (page.until_us || page.day) continue;
        }
        if (!row.ok() || !add_row(page.totals, row.value())) {
            return wrong_line(number, "no totals");
        }
    }
    return page;
}

Result<Totals> totals_of_file(std::string_view text, uint32_t day) {
    if (take_line(text) != kHeader) return wrong_line(1, "not the columns of this file");
    Totals totals;
    for (size_t number = 2; !text.empty(); ++number) {
        const std::string_view line = take_line(text);
        if (line.empty()) continue;
        const auto cells = cells_of(line);
        if (cells.size() != 8) return wrong_line(number, "not eight cells");
        const auto line_day = number_of(cells[0]);
        const auto token = number_of(cells[3]);
        const auto trades = number_of(cells[5]);
        const auto quantity = number_of(cells[6]);
        const auto value = number_of(cells[7]);
        if (!line_day || !token || !trades || !quantity || !value) {
            return wrong_line(number, "a number is none");
        }
        if (cells[4] != "buy" && cells[4] != "sell") return wrong_line(number, "no side");
        if (*line_day != day) continue;
        add(totals, {std::string{cells[1]}, std::string{cells[2]}, *token, std::string{cells[4]}},
            {*trades, *quantity, *value});
    }
    return totals;
}

bool is_before_trades(int64_t now_us, uint32_t day, int64_t trades_from_s) {
    const base::ExchangeTime now = base::exchange_time(now_us, base::kExchangeOffsetS);
    return now.day < day || (now.day == day && now.second_of_day < trades_from_s);
}

Differing QuietTotals::compare(const Totals& venue, const Totals& books) {
    Differing now;
    for (const auto& [key, total] : venue) now[key].first = total;
    for (const auto& [key, total] : books) now[key].second = total;
    Differing differing;
    for (const auto& [key, both] : now) {
        if (both.first == both.second) continue;
        const auto before = last_.find(key);
        if (before != last_.end() && before->second == both) differing.emplace(key, both);
    }
    last_ = std::move(now);
    return differing;
}

namespace {

using Pairs = Differing;

Pairs unequal(const Totals& venue, const Totals& books) {
    Pairs pairs;
    for (const auto& [key, total] : venue) pairs[key].first = total;
    for (const auto& [key, total] : books) pairs[key].second = total;
    std::erase_if(pairs, [](const auto& one) { return one.second.first == one.second.second; });
    return pairs;
}

// By how much, whatever has been busted on both sides meanwhile.
bool same_gap(const std::pair<VenueTotal, VenueTotal>& a,
              const std::pair<VenueTotal, VenueTotal>& b) {
    return a.first.quantity - a.second.quantity == b.first.quantity - b.second.quantity &&
           a.first.value - a.second.value == b.first.value - b.second.value;
}

}  // namespace

const Pairs& CutTotals::compare(int64_t until_us, const Totals& venue, const Totals& books) {
    Pairs now = unequal(venue, books);
    std::erase_if(differing_, [&](const auto& one) { return !now.contains(one.first); });
    const bool second_look = again_ == until_us;
    bool moves = false;
    for (const auto& [key, pair] : now) {
        const auto before = last_.find(key);
        const bool stands = second_look && before != last_.end() && same_gap(before->second, pair);
        if (stands) differing_[key] = pair;
        moves = moves || !stands;
    }
    again_.reset();
    if (moves) again_ = until_us;
    last_ = std::move(now);
    return differing_;
}

}  // namespace reconciler
