#include <map>
#include <tuple>

#include "producers/venue/matching/engine.h"
#include "producers/venue/matching/reporting.h"
#include "producers/venue/matching/requests.h"

namespace venue {

using events::Side;

namespace {

using TotalKey =
    std::tuple<std::string_view, events::Exchange, events::Segment, uint32_t, std::string_view>;

void add_side(const State& state, const Trade& trade, uint32_t index,
              std::map<TotalKey, Total>& totals) {
    const Order& order = state.orders[index];
    if (order.house) return;
    const std::string_view account = state.accounts.view(order.account);
    const std::string_view product = state.products.view(order.product);
    const InstrumentKey& key = state.listed[order.instrument].terms.key;
    Total& total = totals[{account, key.exchange, key.segment, key.token, product}];
    total.account = account;
    total.instrument = key;
    total.product = product;
    const bool buys = order.side == Side::Buy;
    (buys ? total.buy_quantity : total.sell_quantity) += trade.quantity;
    (buys ? total.buy_value : total.sell_value) += trade.quantity * trade.price;
}

}  // namespace

std::optional<Report> Exchange::find(SessionId session, const OrderName& name) const {
    const uint32_t order = find_order(engine_->state, session, name);
    if (order == kNone) return std::nullopt;
    return describe(engine_->state, order);
}

std::vector<Report> Exchange::orders(uint16_t member, std::string_view account) const {
    const State& state = engine_->state;
    std::vector<Report> rows;
    for (uint32_t index = 0; index < state.orders.size(); ++index) {
        const Order& order = state.orders[index];
        if (order.house || state.member_of(order.session) != member) continue;
        if (!account.empty() && state.accounts.view(order.account) != account) continue;
        rows.push_back(describe(state, index));
    }
    return rows;
}

std::vector<TradeRow> Exchange::trades() const {
    const State& state = engine_->state;
    std::vector<TradeRow> rows;
    for (uint32_t at = 0; at < state.trades.size(); ++at) {
        const Trade& trade = state.trades[at];
        rows.push_back({.trade_no = uint64_t{at} + 1,
                        .instrument = state.listed[state.orders[trade.buy].instrument].terms.key,
                        .buy_order = uint64_t{trade.buy} + 1,
                        .sell_order = uint64_t{trade.sell} + 1,
                        .quantity = trade.quantity,
                        .price = trade.price,
                        .busted = trade.busted,
                        .corrected = trade.corrected,
                        .time_us = trade.time_us});
    }
    return rows;
}

std::vector<Total> Exchange::totals(int64_t until_us) const {
    const State& state = engine_->state;
    std::map<TotalKey, Total> totals;
    for (uint32_t at = 0; at < state.trades.size(); ++at) {
        const Trade& trade = state.trades[at];
        if (trade.busted || trade.told_us > until_us) continue;
        add_side(state, trade, trade.buy, totals);
        add_side(state, trade, trade.sell, totals);
    }
    std::vector<Total> rows;
    for (const auto& [key, total] : totals) rows.push_back(total);
    return rows;
}

std::vector<PriceChanged> Exchange::prices() const {
    const State& state = engine_->state;
    std::vector<PriceChanged> rows;
    for (const Listed& listed : state.listed) rows.push_back(prices_of(state, listed));
    return rows;
}

}  // namespace venue
