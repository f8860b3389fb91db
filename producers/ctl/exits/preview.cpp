#include "producers/ctl/exits/preview.h"

#include <algorithm>
#include <cstdlib>

#include "common/account/holds.h"

namespace ctl {

using account::Instrument;
using account::Order;
using account::Position;
using account::View;
using events::Command;
using events::CommandAction;

namespace {

const Instrument* find(const account::Instruments& instruments, const account::InstrumentKey& key) {
    const auto found = instruments.find(key);
    return found == instruments.end() ? nullptr : &found->second;
}

bool stands_on_an_exit(const Command& command, const View& view, const Order& order) {
    return std::ranges::any_of(view.positions, [&](const Position& position) {
        return position.key == order.key && account::selects(command, position);
    });
}

PreviewRow cancel_of(const Order& order, const account::Instruments& instruments) {
    PreviewRow row;
    row.action = CommandAction::Cancel;
    row.key = order.key;
    row.symbol = symbol_of(order.key.instrument, instruments);
    row.side = order.side;
    row.exchange_order_id = order.exchange_order_id;
    row.quantity = order.remaining;
    if (events::is_final(order.state)) row.reason = "orders: it has ended already";
    return row;
}

// Empty, or why there would be no order. Fills in how much, at which price, in how many orders.
std::string plan(const Command& command, const View& view, const Position& position,
                 const Instrument* instrument, const std::vector<account::Protection>& protections,
                 PreviewRow& row) {
    std::string why = account::exclusion(position, instrument, view.day);
    if (!why.empty()) return why;
    const auto wanted = account::wanted_quantity(command, position, *instrument);
    if (!wanted.ok()) return wanted.error().what;
    const auto price = account::exit_price(command, *instrument, row.side, protections);
    if (!price.ok()) return price.error().what;
    const auto open = account::outstanding(view, position.key, row.side);
    const int64_t in_the_way = command.cancel_first ? open.own : open.total();
    const account::Hold hold = account::hold_of(view.doubts, position.key, position.net);
    const int64_t free = std::max<int64_t>(0, std::abs(position.net) - hold.quantity - in_the_way);
    const account::Cut cut = account::cut(std::min(wanted.value(), free), *instrument);
    row.quantity = cut.quantity;
    row.orders = static_cast<size_t>(cut.orders);
    row.price = price.value();
    if (row.quantity >= wanted.value()) {
        return account::residue(row.asked - row.quantity, *instrument);
    }
    if (hold.quantity > 0) return hold.reason;
    return "quantity: " + std::to_string(wanted.value()) + " wanted, " +
           std::to_string(in_the_way) + " in working orders";
}

PreviewRow exit_of(const Command& command, const View& view, const Position& position,
                   const account::Instruments& instruments,
                   const std::vector<account::Protection>& protections) {
    PreviewRow row;
    row.action = CommandAction::Exit;
    row.key = position.key;
    row.symbol = symbol_of(position.key.instrument, instruments);
    row.side = account::exit_side(position.net);
    row.asked = account::asked_quantity(command, position);
    row.reason =
        plan(command, view, position, find(instruments, position.key.instrument), protections, row);
    return row;
}

}  // namespace

Preview preview(const Command& command, const View& view, const account::Instruments& instruments,
                const std::vector<account::Protection>& protections) {
    Preview shown;
    shown.refusal = account::ambiguity(command, view);
    shown.nothing = account::nothing_to_do(command, view);
    std::vector<PreviewRow>& rows = shown.rows;
    const bool is_exit = command.action == CommandAction::Exit;
    for (const Order& order : view.orders) {
        if (!account::selects(command, order)) continue;
        if (is_exit && (!command.cancel_first || !stands_on_an_exit(command, view, order))) {
            continue;
        }
        if (is_exit && events::is_own(order.client_order_id)) continue;
        rows.push_back(cancel_of(order, instruments));
    }
    if (!is_exit) return shown;
    for (const Position& position : view.positions) {
        if (!account::selects(command, position)) continue;
        rows.push_back(exit_of(command, view, position, instruments, protections));
    }
    return shown;
}

std::string market_of(const account::InstrumentKey& key) {
    return std::string{events::name_of(key.exchange)} + " " +
           std::string{events::name_of(key.segment)};
}

std::string symbol_of(const account::InstrumentKey& key, const account::Instruments& instruments) {
    const Instrument* instrument = find(instruments, key);
    return instrument == nullptr ? std::to_string(key.token) : instrument->symbol;
}

}  // namespace ctl
