#include "producers/venue/matching/trades.h"

#include <string>

#include "producers/venue/matching/checks.h"
#include "producers/venue/matching/reporting.h"

namespace venue {

using events::OrderState;

namespace {

uint64_t tell(State& state, uint32_t order, ExecType type, const Trade& trade, uint64_t trade_no,
              uint64_t exec_ref) {
    Report* const made = report(state, order, type);
    if (made == nullptr) return 0;
    made->last_quantity = trade.quantity;
    made->last_price = trade.price;
    made->trade_no = trade_no;
    made->exec_ref = exec_ref;
    return made->exec_id;
}

void fill(State& state, uint32_t index, int64_t quantity) {
    Order& order = state.orders[index];
    order.filled += quantity;
    if (order.remaining > 0) {
        order.state = OrderState::PartiallyFilled;
    } else if (order.filled == order.quantity) {
        order.state = OrderState::Filled;
    } else {
        order.state = OrderState::Cancelled;
        order.reason = state.reason("a trade of it was busted or corrected; the rest is done");
    }
}

// `by` below 0: less is filled than before.
void change_filled(State& state, uint32_t index, int64_t by, std::string_view why) {
    Order& order = state.orders[index];
    if (order.house) return;  // has been quoted anew since
    order.filled += by;
    if (order.state == OrderState::Filled && order.filled < order.quantity) {
        order.state = OrderState::Cancelled;
        order.reason = state.reason(why);
    } else if (order.state == OrderState::PartiallyFilled && order.filled == 0) {
        order.state = OrderState::Open;
    }
}

uint32_t find_trade(const State& state, const Bust& request) {
    if (request.trade_no != 0) {
        return request.trade_no <= state.trades.size() ? static_cast<uint32_t>(request.trade_no - 1)
                                                       : kNone;
    }
    for (uint32_t at = 0; at < state.trades.size() && request.exec_id != 0; ++at) {
        const Trade& trade = state.trades[at];
        if (trade.buy_exec == request.exec_id || trade.sell_exec == request.exec_id) return at;
    }
    return kNone;
}

// Empty: both orders have room for it.
std::string check_correction(const State& state, const Trade& trade, const Correct& to) {
    if (to.quantity <= 0 || to.price <= 0) return "correction: quantity and price must be above 0";
    if (to.price > state.config.price_max || to.price > kOrderValueMax / to.quantity) {
        return "correction: price or value is too large";
    }
    for (const uint32_t side : {trade.buy, trade.sell}) {
        const Order& order = state.orders[side];
        const int64_t room = order.quantity - order.remaining - order.filled + trade.quantity;
        if (!order.house && to.quantity > room) {
            return "correction: order " + std::to_string(side + 1) + " has room for " +
                   std::to_string(room) + " only";
        }
    }
    return {};
}

}  // namespace

void trade(State& state, Listed& listed, uint32_t buy, uint32_t sell, int64_t quantity,
           int64_t price) {
    const uint32_t at = state.trades.add({.buy = buy,
                                          .sell = sell,
                                          .quantity = quantity,
                                          .price = price,
                                          .time_us = state.now_us,
                                          .told_us = state.now_us});
    Trade& made = state.trades[at];
    fill(state, buy, quantity);
    fill(state, sell, quantity);
    listed.last = price;
    made.buy_exec = tell(state, buy, ExecType::Trade, made, uint64_t{at} + 1, 0);
    made.sell_exec = tell(state, sell, ExecType::Trade, made, uint64_t{at} + 1, 0);
}

void bust(State& state, const Bust& request) {
    const uint32_t at = find_trade(state, request);
    if (at == kNone) return refuse_operator(state, "bust: no such trade");
    Trade& trade = state.trades[at];
    if (trade.busted) return refuse_operator(state, "bust: the trade is busted already");
    trade.busted = true;
    const uint64_t number = uint64_t{at} + 1;
    const std::string why =
        "trade " + std::to_string(number) + " was busted; the order stays ended";
    change_filled(state, trade.buy, -trade.quantity, why);
    change_filled(state, trade.sell, -trade.quantity, why);
    trade.buy_exec = tell(state, trade.buy, ExecType::Bust, trade, number, trade.buy_exec);
    trade.sell_exec = tell(state, trade.sell, ExecType::Bust, trade, number, trade.sell_exec);
}

void correct(State& state, const Correct& request) {
    const uint32_t at = find_trade(state, {.trade_no = request.trade_no});
    if (at == kNone) return refuse_operator(state, "correction: no such trade");
    Trade& trade = state.trades[at];
    if (trade.busted) return refuse_operator(state, "correction: the trade is busted");
    const std::string wrong = check_correction(state, trade, request);
    if (!wrong.empty()) return refuse_operator(state, wrong);
    const int64_t by = request.quantity - trade.quantity;
    trade.quantity = request.quantity;
    trade.price = request.price;
    trade.corrected = true;
    trade.told_us = state.now_us;
    const uint64_t number = uint64_t{at} + 1;
    const std::string why =
        "trade " + std::to_string(number) + " was corrected; the order stays ended";
    change_filled(state, trade.buy, by, why);
    change_filled(state, trade.sell, by, why);
    trade.buy_exec = tell(state, trade.buy, ExecType::Correct, trade, number, trade.buy_exec);
    trade.sell_exec = tell(state, trade.sell, ExecType::Correct, trade, number, trade.sell_exec);
}

}  // namespace venue
