#include "producers/ctl/accounts/position_list.h"

#include <fmt/core.h>

#include <algorithm>
#include <utility>
#include <vector>

#include "common/account/holds.h"
#include "common/events/json_text.h"
#include "producers/ctl/exits/preview.h"
#include "producers/ctl/list_json.h"
#include "producers/ctl/table.h"

namespace ctl {
namespace {

using account::Position;
using Align = Table::Align;

int64_t last_price(const Position& position, const account::Instruments& instruments) {
    const auto found = instruments.find(position.key.instrument);
    return found == instruments.end() ? 0 : found->second.last_price;
}

int64_t average(int64_t value, int64_t quantity) {
    return quantity == 0 ? 0 : (value + quantity / 2) / quantity;
}

// A line for each position of which something is held back.
std::string holds_text(const account::View& view, const account::Instruments& instruments) {
    std::string text;
    for (const Position& one : view.positions) {
        const account::Hold hold = account::hold_of(view.doubts, one.key, one.net);
        if (hold.quantity == 0) continue;
        text += fmt::format("{} of {} {} {}\n", hold.quantity,
                            symbol_of(one.key.instrument, instruments),
                            events::name_of(one.key.product), hold.reason);
    }
    return text;
}

}  // namespace

std::optional<int64_t> profit_of(const Position& position, int64_t last) {
    if (position.net != 0 && last == 0) return std::nullopt;
    int64_t left = 0;
    int64_t profit = 0;
    if (__builtin_mul_overflow(position.net, last, &left)) return std::nullopt;
    if (__builtin_sub_overflow(position.sell_value, position.buy_value, &profit)) {
        return std::nullopt;
    }
    if (__builtin_sub_overflow(profit, position.open_value, &profit)) return std::nullopt;
    if (__builtin_add_overflow(profit, left, &profit)) return std::nullopt;
    return profit;
}

std::string positions_table(const account::View& view, const account::Instruments& instruments) {
    const bool carried = std::ranges::any_of(
        view.positions, [](const Position& one) { return one.open_quantity != 0; });
    std::vector<Table::Column> columns{{"MARKET"},
                                       {"SYMBOL"},
                                       {"TOKEN", Align::Right, true},
                                       {"PRODUCT"},
                                       {"NET", Align::Right},
                                       {"BOUGHT", Align::Right},
                                       {"AVERAGE", Align::Right},
                                       {"SOLD", Align::Right},
                                       {"AVERAGE", Align::Right},
                                       {"LAST", Align::Right},
                                       {"P&L", Align::Right}};
    if (carried) columns.insert(columns.begin() + 5, {"BEGAN", Align::Right});
    Table table{std::move(columns)};
    int64_t sum = 0;
    for (const Position& one : view.positions) {
        const int64_t last = last_price(one, instruments);
        const auto profit = profit_of(one, last);
        sum += profit.value_or(0);
        std::vector<std::string> cells{market_of(one.key.instrument),
                                       symbol_of(one.key.instrument, instruments),
                                       std::to_string(one.key.instrument.token),
                                       std::string{events::name_of(one.key.product)},
                                       std::to_string(one.net),
                                       std::to_string(one.buy_quantity),
                                       rupees_or_dash(average(one.buy_value, one.buy_quantity)),
                                       std::to_string(one.sell_quantity),
                                       rupees_or_dash(average(one.sell_value, one.sell_quantity)),
                                       rupees_or_dash(last),
                                       profit ? rupees(*profit) : "-"};
        if (carried) cells.insert(cells.begin() + 5, std::to_string(one.open_quantity));
        table.add(std::move(cells));
    }
    if (table.empty()) return fmt::format("no positions on {}\n", view.day);
    return table.text() + fmt::format("\nP&L {} rupees on {}\n", rupees(sum), view.day) +
           holds_text(view, instruments);
}

std::string positions_json(const account::View& view, const account::Instruments& instruments) {
    return list_json("positions", view.positions, [&](events::JsonText& json, const Position& one) {
        const int64_t last = last_price(one, instruments);
        json.text("exchange", events::name_of(one.key.instrument.exchange));
        json.text("segment", events::name_of(one.key.instrument.segment));
        json.integer("token", one.key.instrument.token);
        json.text("symbol", symbol_of(one.key.instrument, instruments));
        json.text("product", events::name_of(one.key.product));
        json.integer("net", one.net);
        json.integer("open_quantity", one.open_quantity);
        json.price("open_value", one.open_value);
        json.integer("buy_quantity", one.buy_quantity);
        json.price("buy_value", one.buy_value);
        json.integer("sell_quantity", one.sell_quantity);
        json.price("sell_value", one.sell_value);
        json.price("last_price", last);
        const account::Hold hold = account::hold_of(view.doubts, one.key, one.net);
        json.integer("held", hold.quantity);
        json.text("held_why", hold.reason);
        json.key("profit");
        if (const auto profit = profit_of(one, last)) {
            json.price(*profit);
        } else {
            json.raw("null");
        }
    });
}

}  // namespace ctl
