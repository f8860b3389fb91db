#include "test/unit/squareoff/random_world.h"

#include <algorithm>
#include <cstdlib>

namespace squareoff::test {

using account::PositionKey;
using events::CommandAction;
using events::OrderState;
using events::Side;
using exits::Exit;
using exits::State;

namespace {

constexpr uint32_t kDay = 20261120;

account::Position& position_of(account::View& view, const PositionKey& key) {
    for (account::Position& position : view.positions) {
        if (position.key == key) return position;
    }
    view.positions.push_back({});
    view.positions.back().key = key;
    return view.positions.back();
}

}  // namespace

RandomWorld::RandomWorld(uint64_t seed) : random_{seed} {
    account_.view.account = "A1";
    account_.view.day = kDay;
    account_.view.known = true;
    main_site_trades_ = chance(50);
    make_instruments();
}

void RandomWorld::make_instruments() {
    for (uint32_t token = 1; token <= 4; ++token) {
        account::Instrument one;
        one.key = {events::Exchange::Nse,
                   token % 3 == 1 ? events::Segment::Cm : events::Segment::Fo, token};
        one.lot = token % 3 == 1 ? 1 : 25;
        one.trade_for_trade = token == 4 && chance(50);
        one.tick = 500;
        one.freeze_quantity = token == 3 ? 100 : 0;
        one.last_price = 1'000'000;
        instruments_.emplace(one.key, one);
        const PositionKey key{one.key, token == 4   ? events::Product::Cnc
                                       : chance(50) ? events::Product::Mis
                                                    : events::Product::Nrml};
        const int64_t net = one.lot * pick(-12, 12);
        net_[key] = net;
        account::Position& position = position_of(account_.view, key);
        position.open_quantity = position.net = net;
        for (int64_t i = pick(0, 2); i > 0; --i) make_pending(key);
    }
}

void RandomWorld::make_pending(const PositionKey& key) {
    Live live;
    live.order.exchange_order_id = "X" + std::to_string(next_id_++);
    live.order.client_order_id = "C" + live.order.exchange_order_id;
    live.order.key = key;
    live.order.side = chance(50) ? Side::Buy : Side::Sell;
    live.order.quantity = live.order.remaining = instruments_.at(key.instrument).lot * pick(1, 6);
    live_[live.order.exchange_order_id] = live;
    account_.view.orders.push_back(live.order);
}

Surroundings RandomWorld::now() const {
    Surroundings now;
    now.site_is_active = active_;
    now.epoch = epoch_;
    now.day = kDay;
    now.instruments = &instruments_;
    now.protections = &protections_;
    now.session_of = [](events::Exchange) { return std::string{"nse-1"}; };
    now.now_us = now_us_;
    return now;
}

void RandomWorld::command_arrives() {
    if (account_.commands.size() > 4) return;
    events::Command command;
    const bool again = !issued_.empty() && chance(20);
    if (again) {
        command = issued_[static_cast<size_t>(pick(0, static_cast<int64_t>(issued_.size()) - 1))];
    } else {
        command.id = "c" + std::to_string(issued_.size() + 1);
        command.account = "A1";
        command.day = kDay;
        command.action = chance(80) ? CommandAction::Exit : CommandAction::Cancel;
        command.epoch = chance(95) ? epoch_ : epoch_ - 1;
        command.issued_us = now_us_;
        command.expires_us = now_us_ + pick(1, 400'000);
        command.cancel_first = chance(80);
        command.validity = chance(80) ? events::Validity::Ioc : events::Validity::Day;
        if (command.action == CommandAction::Exit) {
            if (chance(20)) command.percent = pick(1, 100);
            if (chance(30))
                command.segment = chance(50) ? events::Segment::Cm : events::Segment::Fo;
            if (chance(20)) command.side = chance(50) ? Side::Buy : Side::Sell;
            if (chance(20)) name_one_position(command);
        }
        issued_.push_back(command);
    }
    const auto same = [&](const CommandState& state) { return state.command.id == command.id; };
    const bool known = std::any_of(account_.commands.begin(), account_.commands.end(), same) ||
                       std::any_of(ended_.begin(), ended_.end(), same);
    if (known) return;  // answered from the table
    account_.commands.push_back(accept(command, "", account_.view, now(), kLimits));
    look();
}

// One transaction of the square-off: everything is read anew, as after a restart.
void RandomWorld::look() {
    looked_us_ = now_us_;
    account_.view.own = rows_;
    const Changes changes = advance(account_, now(), kLimits);
    for (const Exit& own : changes.planned) {
        if (!active_ || own.epoch != epoch_) fail("planned under a stale epoch");
        if (own_row(own.client_order_id) != nullptr) fail("planned twice: " + own.client_order_id);
        check_planned(own);
        rows_.push_back(own);
    }
    if (!changes.planned.empty()) check_outstanding();
    for (const Exit& own : changes.ended) {
        Exit* row = own_row(own.client_order_id);
        row->state = own.state;
        row->filled = own.filled;
        row->ended_us = own.ended_us;
        row->reason = own.reason;
    }
    for (const std::string& id : changes.withdrawn) {
        Exit* row = own_row(id);
        if (row->state != State::Planned) continue;
        row->state = State::Cancelled;
        row->ended_us = now_us_;
    }
    auto& open = account_.commands;
    for (const CommandState& state : open) {
        if (state.ended_us != 0) ended_.push_back(state);
    }
    std::erase_if(open, [](const CommandState& state) { return state.ended_us != 0; });
}

Exit* RandomWorld::own_row(const std::string& client_order_id) {
    for (Exit& own : rows_) {
        if (own.client_order_id == client_order_id) return &own;
    }
    return nullptr;
}

// The gateway takes any planned row, in any order, under the present epoch only.
void RandomWorld::gateway_takes() {
    std::vector<Exit*> planned;
    for (Exit& own : rows_) {
        if (own.state == State::Planned) planned.push_back(&own);
    }
    if (planned.empty()) return;
    Exit& own = *planned[static_cast<size_t>(pick(0, static_cast<int64_t>(planned.size()) - 1))];
    if (!active_ || own.epoch != epoch_) {
        own.state = State::Cancelled;
        own.reason = "epoch: fenced off";
        return;
    }
    gateway_sends(own);
}

void RandomWorld::gateway_sends(Exit& own) {
    if (command_of(own).expires_us <= looked_us_) fail("sent after it should be withdrawn");
    own.state = State::Sending;
    if (!wired_.insert(own.client_order_id).second) fail("sent twice: " + own.client_order_id);
    const bool crashed = chance(10);
    const bool reached = !crashed || chance(50);
    if (crashed) {
        in_doubt_.push_back(own.client_order_id);
    } else {
        own.state = State::Sent;
        own.sent_us = now_us_;
    }
    if (!reached) {
        wired_.erase(own.client_order_id);  // it never got there
        return;
    }
    const Exit copy = own;
    copy.action == CommandAction::Exit ? arrives(copy) : cancel_arrives(copy);
}

// The gateway asks the exchange about what it does not know.
void RandomWorld::resolve_doubt() {
    if (in_doubt_.empty()) return;
    Exit& own = *own_row(in_doubt_.back());
    in_doubt_.pop_back();
    if (is_final(own.state)) return;
    if (wired_.count(own.client_order_id) > 0) {
        own.state = State::Sent;
        own.sent_us = now_us_;
    } else {
        own.state = State::Rejected;
        own.reason = "not received by the exchange";
    }
}

void RandomWorld::arrives(const Exit& own) {
    Live live;
    live.own = true;
    live.order.exchange_order_id = "X" + std::to_string(next_id_++);
    live.order.client_order_id = own.client_order_id;
    live.order.key = own.key;
    live.order.side = own.side;
    live.order.validity = own.validity;
    live.order.quantity = live.order.remaining = own.quantity;
    Live& placed = live_[live.order.exchange_order_id] = live;
    if (chance(10)) return end(placed, OrderState::Rejected);
    if (chance(5)) {
        placed.order.state = OrderState::Frozen;
        return tell(placed);
    }
    tell(placed);
    if (chance(70)) fill(placed, pick(1, placed.order.remaining));
    if (placed.order.remaining > 0 && own.validity == events::Validity::Ioc) {
        end(placed, OrderState::Cancelled);
    }
}

void RandomWorld::cancel_arrives(const Exit& own) {
    const auto found = live_.find(own.target_exchange_order_id);
    const bool lives = found != live_.end() && !events::is_final(found->second.order.state);
    if (lives && chance(85)) return end(found->second, OrderState::Cancelled);
    if (Exit* row = own_row(own.client_order_id)) {
        row->state = State::Rejected;
        row->reason = "cancel refused";
    }
}

void RandomWorld::fill(Live& live, int64_t quantity) {
    if (quantity <= 0) return;
    ++fills_;
    int64_t& net = net_[live.order.key];
    const bool lessens = live.order.side == account::exit_side(net);
    if (live.own && (net == 0 || !lessens || std::abs(net) < quantity)) {
        fail("an exit of " + std::to_string(quantity) + " filled on a position of " +
             std::to_string(net));
    }
    net += live.order.side == Side::Buy ? quantity : -quantity;
    live.order.filled += quantity;
    live.order.remaining -= quantity;
    live.order.state = live.order.remaining == 0 ? OrderState::Filled : OrderState::PartiallyFilled;
    if (live.own) own_fills_.emplace_back(live.order.exchange_order_id, quantity);
    tell_trade(live.order.key, live.order.side, quantity);
    tell(live);
}

void RandomWorld::market_moves() {
    if (live_.empty()) return;
    auto at = live_.begin();
    std::advance(at, pick(0, static_cast<int64_t>(live_.size()) - 1));
    Live& live = at->second;
    if (events::is_final(live.order.state)) return;
    if (live.order.state == OrderState::Frozen) {
        if (chance(50)) return end(live, OrderState::Rejected);
        live.order.state = OrderState::Open;
        return tell(live);
    }
    if (chance(15)) return end(live, OrderState::Cancelled);
    if (chance(10) && live.order.remaining > 1) {  // made smaller by who placed it
        const int64_t less = pick(1, live.order.remaining - 1);
        live.order.quantity -= less;
        live.order.remaining -= less;
        return tell(live);
    }
    fill(live, pick(1, live.order.remaining));
}

// A trade of ours is taken back: its order does not come to life again.
void RandomWorld::bust() {
    if (own_fills_.empty()) return;
    const auto [id, quantity] = own_fills_.back();
    own_fills_.pop_back();
    Live& live = live_.at(id);
    if (!events::is_final(live.order.state)) return;
    net_[live.order.key] += live.order.side == Side::Buy ? -quantity : quantity;
    live.order.filled -= quantity;
    if (live.order.state == OrderState::Filled) live.order.state = OrderState::Cancelled;
    tell_trade(live.order.key, live.order.side, -quantity);
    tell(live);
}

void RandomWorld::end(Live& live, OrderState state) {
    live.order.state = state;
    live.order.remaining = 0;
    tell(live);
}

void RandomWorld::tell(const Live& live) {
    Fact fact;
    fact.order = live.order;
    facts_.push_back(fact);
}

void RandomWorld::tell_trade(const PositionKey& key, Side side, int64_t quantity) {
    Fact fact;
    fact.trade = true;
    fact.key = key;
    fact.side = side;
    fact.quantity = quantity;
    facts_.push_back(fact);
}

void RandomWorld::books_take_one() {
    if (facts_.empty()) return;
    const Fact fact = facts_.front();
    facts_.pop_front();
    if (fact.trade) {
        position_of(account_.view, fact.key).net +=
            fact.side == Side::Buy ? fact.quantity : -fact.quantity;
        return;
    }
    for (account::Order& order : account_.view.orders) {
        if (order.exchange_order_id == fact.order.exchange_order_id) {
            order = fact.order;
            return;
        }
    }
    account_.view.orders.push_back(fact.order);
}

void RandomWorld::site_changes() {
    active_ = !active_;
    if (active_) ++epoch_;
}

bool RandomWorld::step() {
    now_us_ += pick(1, 2000);
    switch (pick(0, 19)) {
        case 0:
            command_arrives();
            break;
        case 1:
            if (chance(3) || !active_) site_changes();
            break;
        case 2:
            resolve_doubt();
            break;
        case 3:
            if (chance(10)) main_site_trades_ ? main_site_orders() : bust();
            break;
        case 4:
        case 5:
            market_moves();
            break;
        case 6:
        case 7:
        case 8:
            look();
            break;
        case 9:
        case 10:
        case 11:
        case 12:
            gateway_takes();
            break;
        default:
            books_take_one();
    }
    return broken_.empty();
}

bool RandomWorld::drain() {
    constexpr int kRoundsMax = 3000;
    for (int round = 0; round < kRoundsMax && broken_.empty(); ++round) {
        now_us_ += 5000;
        while (!in_doubt_.empty()) resolve_doubt();
        gateway_takes();
        if (round % 3 == 0) market_moves();
        while (!facts_.empty()) books_take_one();
        look();
        if (account_.commands.empty()) return true;
    }
    for (auto& [id, live] : live_) {  // orders for the day end with the day
        if (!events::is_final(live.order.state)) end(live, OrderState::Expired);
    }
    while (!facts_.empty()) books_take_one();
    now_us_ += 1'000'000;
    for (int round = 0; round < 50 && broken_.empty(); ++round) look();
    return broken_.empty() && account_.commands.empty();
}

}  // namespace squareoff::test
