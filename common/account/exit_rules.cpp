#include "common/account/exit_rules.h"

#include <algorithm>
#include <cstdlib>

#include "common/account/holds.h"
#include "common/base/decimal.h"
#include "common/events/event.h"

namespace account {

using base::Errc;
using base::Error;
using base::Result;
using events::Command;
using events::Side;

namespace {

const Position* find_position(const View& view, const PositionKey& key) {
    const auto found = std::find_if(view.positions.begin(), view.positions.end(),
                                    [&](const Position& one) { return one.key == key; });
    return found == view.positions.end() ? nullptr : &*found;
}

bool key_is_selected(const Command& command, const PositionKey& key) {
    if (command.exchange && *command.exchange != key.instrument.exchange) return false;
    if (command.segment && *command.segment != key.instrument.segment) return false;
    if (command.token && *command.token != key.instrument.token) return false;
    return !command.product || *command.product == key.product;
}

Protection::Kind kind_of(const Instrument& instrument) {
    if (instrument.key.segment == events::Segment::Cm) return Protection::Kind::Equity;
    return instrument.option_type == OptionType::None ? Protection::Kind::Future
                                                      : Protection::Kind::Option;
}

// How far the limit may stand from the last price. Without a line in the table: not at all.
int64_t protection(const Instrument& instrument, int64_t last,
                   const std::vector<Protection>& protections) {
    for (const Protection& line : protections) {
        if (line.segment != instrument.key.segment || line.kind != kind_of(instrument)) continue;
        if (line.price_below != 0 && last >= line.price_below) continue;
        return std::max(last * line.basis_points / 10'000, line.least);
    }
    return 0;
}

int64_t down_to(int64_t step, int64_t value) { return value / step * step; }
int64_t up_to(int64_t step, int64_t value) { return (value + step - 1) / step * step; }

int64_t up_to_count(int64_t value, int64_t step) { return value / step + (value % step != 0); }

int64_t lot_of(const Instrument& instrument) { return std::max<int64_t>(instrument.lot, 1); }

int64_t largest_order(const Instrument& instrument) {
    int64_t largest = events::kQuantityMax;
    if (instrument.freeze_quantity > 0) largest = instrument.freeze_quantity;
    return std::max(down_to(lot_of(instrument), largest), lot_of(instrument));
}

// Towards the other side of the market, so that the order fills; in the band.
int64_t on_tick_in_band(const Instrument& instrument, Side side, int64_t price) {
    const int64_t tick = std::max<int64_t>(instrument.tick, 1);
    const int64_t lowest = std::max(tick, up_to(tick, std::max<int64_t>(instrument.band_low, 0)));
    int64_t rounded = side == Side::Buy ? up_to(tick, price) : down_to(tick, price);
    if (instrument.band_high > 0) {
        rounded = std::min(rounded, down_to(tick, instrument.band_high));
    }
    return std::max(rounded, lowest);
}

}  // namespace

std::string exclusion(const Position& position, const Instrument* instrument, uint32_t day) {
    if (instrument == nullptr) return "token: unknown instrument";
    if (instrument->suspended) return "token: trading in it is suspended";
    if (instrument->expiry != 0 && instrument->expiry < day) return "token: the contract expired";
    if (instrument->price_is_odd) {
        std::string reason = "price: the last price is ";
        base::append_price(reason, instrument->last_price);
        return reason + ", no limit can be made of it";
    }
    if (instrument->trade_for_trade) {
        return "token: trade-for-trade, every trade must be delivered";
    }
    if (position.key.product == events::Product::Cnc && position.net < 0) {
        return "product: sold from holdings, an exit would buy it back";
    }
    return {};
}

bool selects(const Command& command, const Position& position) {
    if (position.net == 0 || !key_is_selected(command, position.key)) return false;
    return !command.side || *command.side == opposite(exit_side(position.net));
}

bool selects(const Command& command, const Order& order) {
    if (!command.orders.empty()) {
        return std::find(command.orders.begin(), command.orders.end(), order.exchange_order_id) !=
               command.orders.end();
    }
    if (order.remaining == 0 || !key_is_selected(command, order.key)) return false;
    // An exit's side is that of the position; every order on it stands in the way.
    const bool by_side = command.action == events::CommandAction::Cancel && command.side;
    return !by_side || *command.side == order.side;
}

namespace {

const Order* find_in(const std::vector<Order>& orders, const std::string& client_order_id) {
    const Order* best = nullptr;
    for (const Order& order : orders) {
        if (order.client_order_id != client_order_id) continue;
        const bool better =
            best == nullptr || (events::is_final(best->state) &&
                                (!events::is_final(order.state) || order.filled > best->filled));
        if (better) best = &order;
    }
    return best;
}

}  // namespace

const Order* find_order(const View& view, const std::string& client_order_id) {
    const Order* here = find_in(view.orders, client_order_id);
    return here != nullptr ? here : find_in(view.elsewhere, client_order_id);
}

int64_t may_still_fill(const exits::Exit& own, const Order* in_books) {
    if (is_final(own.state)) return 0;
    // Of what a person has resolved nothing more can fill than they have said, and of what is over
    // no more than was heard.
    if (in_books == nullptr && (own.resolved_us != 0 || own.over)) return own.heard;
    if (in_books == nullptr) return std::max(own.quantity, own.heard);
    const int64_t unseen = own.heard - in_books->filled;
    if (events::is_final(in_books->state) || own.over) return std::max<int64_t>(0, unseen);
    const bool in_doubt = own.state == exits::State::Doubt;
    const int64_t doubtful = in_doubt ? own.quantity - in_books->filled : 0;
    return std::max({in_books->remaining, unseen, doubtful});
}

Outstanding outstanding(const View& view, const PositionKey& key, Side side) {
    Outstanding sum;
    const auto concerns = [&](const auto& one) { return one.key == key && one.side == side; };
    for (const Order& order : view.orders) {
        if (!concerns(order)) continue;
        (events::is_own(order.client_order_id) ? sum.own : sum.others) += order.remaining;
    }
    for (const exits::Exit& own : view.own) {
        if (own.is_cancel() || !concerns(own) || is_final(own.state)) continue;
        const Order* order = find_order(view, own.client_order_id);
        const Order* here = find_in(view.orders, own.client_order_id);  // it was counted above
        const int64_t counted = here != nullptr && concerns(*here) ? here->remaining : 0;
        sum.own += std::max<int64_t>(0, may_still_fill(own, order) - counted);
    }
    return sum;
}

namespace {

int64_t held_against(const View& view, const PositionKey& key, Side side) {
    const Position* position = find_position(view, key);
    if (position == nullptr || position->net == 0 || exit_side(position->net) != side) return 0;
    return std::abs(position->net);
}

}  // namespace

int64_t exitable(const View& view, const PositionKey& key, Side side) {
    const int64_t held = held_against(view, key, side);
    if (held == 0) return 0;
    const int64_t net = find_position(view, key)->net;
    const int64_t agreed = held - hold_of(view.doubts, key, net).quantity;
    return std::max<int64_t>(0, agreed - outstanding(view, key, side).total());
}

int64_t beyond_position(const View& view, const PositionKey& key, Side side) {
    return std::max<int64_t>(0,
                             outstanding(view, key, side).total() - held_against(view, key, side));
}

Result<int64_t> exit_price(const Command& command, const Instrument& instrument, Side side,
                           const std::vector<Protection>& protections) {
    if (command.price_policy == events::PricePolicy::Limit) {
        const int64_t tick = std::max<int64_t>(instrument.tick, 1);
        if (command.price % tick != 0)
            return Error{Errc::Invalid, "price: not a multiple of the tick"};
        const bool inside = on_tick_in_band(instrument, side, command.price) == command.price;
        if (!inside && !command.outside_band) {
            return Error{Errc::Invalid, "price: outside the day's band"};
        }
        return command.price;
    }
    const int64_t last =
        instrument.last_price > 0 ? instrument.last_price : instrument.previous_close;
    if (last <= 0) return Error{Errc::Invalid, "price: none is known, give a limit"};
    const int64_t distance = protection(instrument, last, protections);
    const int64_t price = side == Side::Buy ? last + distance : last - distance;
    return on_tick_in_band(instrument, side, price);
}

bool fits(const Command& command, const Instrument& instrument, const exits::Exit& own) {
    const int64_t tick = std::max<int64_t>(instrument.tick, 1);
    if (own.quantity % lot_of(instrument) != 0 || own.price % tick != 0) return false;
    if (own.quantity > largest_order(instrument)) return false;
    return command.outside_band || on_tick_in_band(instrument, own.side, own.price) == own.price;
}

std::vector<int64_t> slices(int64_t quantity, const Instrument& instrument, size_t most) {
    const int64_t largest = largest_order(instrument);
    std::vector<int64_t> cut;
    int64_t left = down_to(lot_of(instrument), quantity);
    for (; left > 0 && cut.size() < most; left -= cut.back()) {
        cut.push_back(std::min(left, largest));
    }
    return cut;
}

Cut cut(int64_t quantity, const Instrument& instrument) {
    const int64_t whole = std::max<int64_t>(0, down_to(lot_of(instrument), quantity));
    return {up_to_count(whole, largest_order(instrument)), whole};
}

int64_t asked_quantity(const Command& command, const Position& position) {
    const int64_t held = std::abs(position.net);
    if (command.quantity) return *command.quantity;
    // A position may be large enough for held * 100 to overflow.
    return command.percent ? held / 100 * *command.percent + held % 100 * *command.percent / 100
                           : held;
}

std::string ambiguity(const Command& command, const View& view) {
    if (command.action != events::CommandAction::Exit || !command.quantity) return {};
    std::string choice;
    size_t meant = 0;
    for (const Position& position : view.positions) {
        if (!selects(command, position)) continue;
        choice.append(meant++ == 0 ? "" : ", ").append(events::name_of(position.key.product));
        choice.append(" ").append(std::to_string(position.net));
    }
    if (meant < 2) return {};
    return "quantity: " + std::to_string(meant) +
           " positions are meant, say which product: " + choice;
}

std::string nothing_to_do(const Command& command, const View& view) {
    if (command.action == events::CommandAction::Cancel) {
        if (!command.orders.empty()) return {};  // each is answered by itself
        bool pending = false;
        for (const Order& order : view.orders) {
            if (selects(command, order)) return {};
            pending = pending || order.remaining > 0;
        }
        return pending ? "orders: none of those that are pending is meant"
                       : "orders: none is pending";
    }
    bool open = false;
    for (const Position& position : view.positions) {
        if (selects(command, position)) return {};
        open = open || position.net != 0;
    }
    return open ? "positions: none of those that are open is meant" : "positions: none is open";
}

std::string residue(int64_t left, const Instrument& instrument) {
    if (left <= 0) return {};
    return "quantity: " + std::to_string(left) + " are less than a lot of " +
           std::to_string(std::max<int64_t>(instrument.lot, 1));
}

Result<int64_t> wanted_quantity(const Command& command, const Position& position,
                                const Instrument& instrument) {
    const int64_t held = std::abs(position.net);
    const int64_t lot = std::max<int64_t>(instrument.lot, 1);
    if (command.quantity) {
        if (*command.quantity > held) {
            return Error{Errc::Invalid, "quantity: more than held (" + std::to_string(held) + ")"};
        }
        if (*command.quantity % lot != 0) {
            return Error{Errc::Invalid,
                         "quantity: not a multiple of the lot of " + std::to_string(lot)};
        }
        return *command.quantity;
    }
    const int64_t wanted = asked_quantity(command, position);
    if (down_to(lot, wanted) == 0) {
        return Error{Errc::Invalid, "quantity: less than a lot of " + std::to_string(lot)};
    }
    return down_to(lot, wanted);
}

}  // namespace account
