#include <algorithm>
#include <cstdlib>

#include "test/unit/squareoff/random_world.h"

namespace squareoff::test {

using account::PositionKey;
using events::CommandAction;
using exits::Exit;
using exits::State;

void RandomWorld::name_one_position(events::Command& command) {
    const account::Position& one = account_.view.positions[static_cast<size_t>(
        pick(0, static_cast<int64_t>(account_.view.positions.size()) - 1))];
    command.exchange = one.key.instrument.exchange;
    command.segment = one.key.instrument.segment;
    command.token = one.key.instrument.token;
    command.percent.reset();
    const int64_t lot = instruments_.at(one.key.instrument).lot;
    command.quantity = std::max<int64_t>(lot, std::abs(one.net) / lot / 2 * lot);
}

const events::Command& RandomWorld::command_of(const Exit& own) const {
    return *std::find_if(issued_.begin(), issued_.end(), [&](const events::Command& command) {
        return command.id == own.command_id;
    });
}

// A new order of the main site's, for more than is held perhaps. Nothing can be promised about one
// that the books do not know while an exit is out: so there is none out, and they know it.
void RandomWorld::main_site_orders() {
    const auto at = std::next(net_.begin(), pick(0, static_cast<int64_t>(net_.size()) - 1));
    const bool ours = std::any_of(rows_.begin(), rows_.end(), [&](const Exit& row) {
        return row.key == at->first && !is_final(row.state);
    });
    if (ours) return;
    while (!facts_.empty()) books_take_one();
    make_pending(at->first);
    if (chance(50)) return;
    Live& live = live_.at(account_.view.orders.back().exchange_order_id);
    fill(live, live.order.remaining);  // at once, and the position may have turned over
    while (!facts_.empty()) books_take_one();
}

bool RandomWorld::every_row_has_a_result() const {
    return std::all_of(ended_.begin(), ended_.end(), [](const CommandState& state) {
        return std::all_of(state.rows.begin(), state.rows.end(), [](const CommandRow& row) {
            const bool exit = row.action == CommandAction::Exit;
            return is_final(row.state) && (!exit || row.done <= row.wanted);
        });
    });
}

// What an exchange would refuse, and what no exit may touch.
void RandomWorld::check_planned(const Exit& own) {
    if (own.attempt > kLimits.attempts_max) fail("one attempt too many");
    if (command_of(own).expires_us <= now_us_) fail("planned for a command that has expired");
    if (own.action == CommandAction::Cancel) return;
    const account::Instrument& instrument = instruments_.at(own.key.instrument);
    if (instrument.trade_for_trade) fail("an exit of trade-for-trade shares");
    if (own.key.product == events::Product::Cnc && own.side == events::Side::Buy) {
        fail("shares sold from holdings are bought back");
    }
    if (own.quantity <= 0 || own.quantity % instrument.lot != 0) fail("not a multiple of the lot");
    if (instrument.freeze_quantity > 0 && own.quantity > instrument.freeze_quantity) {
        fail("more than the freeze quantity");
    }
    if (own.price <= 0 || own.price % instrument.tick != 0) fail("not on a tick");
}

// Whatever of ours could still fill, together with the other orders on that side, is not more than
// what is truly held. (Where other orders alone are more, nothing of ours may be out.)
void RandomWorld::check_outstanding() {
    std::map<std::pair<PositionKey, events::Side>, int64_t> own;
    std::map<std::pair<PositionKey, events::Side>, int64_t> all;
    for (const auto& [id, live] : live_) {
        const std::pair place{live.order.key, live.order.side};
        all[place] += live.order.remaining;
        if (live.own) own[place] += live.order.remaining;
    }
    for (const Exit& row : rows_) {
        if (row.action != CommandAction::Exit || row.state != State::Planned) continue;
        own[{row.key, row.side}] += row.quantity;
        all[{row.key, row.side}] += row.quantity;
    }
    for (const auto& [place, quantity] : own) {
        const int64_t net = net_[place.first];
        const int64_t held = place.second == account::exit_side(net) ? std::abs(net) : 0;
        if (quantity > 0 && all[place] > held) {
            fail("orders for " + std::to_string(all[place]) + " are out, " +
                 std::to_string(quantity) + " of them ours, on a position of " +
                 std::to_string(net));
        }
    }
}

}  // namespace squareoff::test
