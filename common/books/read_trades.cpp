#include "common/books/read_trades.h"

#include <algorithm>

#include "common/books/statements.h"
#include "common/db/columns.h"

namespace books {

using base::Result;

namespace {

// Columns in the order of `select_trades`.
KnownTrade read_trade(const db::Row& row) {
    db::Columns columns{row};
    KnownTrade trade;
    trade.account = columns.text();
    trade.day = columns.as<uint32_t>();
    trade.exchange = columns.choice<events::Exchange>();
    trade.segment = columns.choice<events::Segment>();
    trade.id = columns.text();
    trade.trade_no = columns.text();
    trade.exchange_order_id = columns.text();
    trade.client_order_id = columns.text();
    trade.token = columns.as<uint32_t>();
    trade.product = columns.choice<events::Product>();
    trade.side = columns.choice<events::Side>();
    trade.quantity = columns.integer();
    trade.price = columns.integer();
    trade.action = columns.choice<events::Action>();
    trade.ref = columns.text();
    trade.state = columns.choice<TradeState>();
    trade.settled_by = columns.text();
    trade.exchange_time_us = columns.integer();
    return trade;
}

}  // namespace

Result<std::vector<KnownTrade>> read_trades(db::Session& session,
                                            const std::vector<TradeKey>& keys) {
    std::vector<KnownTrade> trades;
    const std::string select = select_trades(keys);
    if (select.empty()) return trades;
    const auto rows = session.query(select);
    if (!rows.ok()) return rows.error();
    for (const db::Row& row : rows.value()) trades.push_back(read_trade(row));
    return trades;
}

Result<Earlier> read_earlier(db::Session& session, const std::vector<carry::Step>& steps,
                             const std::vector<const events::Event*>& corrections) {
    Earlier earlier;
    std::vector<TradeKey> keys;
    for (const events::Event* correction : corrections) {
        const auto days = carry::days_in_reach(steps, correction->day);
        if (!days.empty()) earlier.reach.emplace(correction->day, days);
        for (const TradeKey& key : keys_on(*correction, days)) keys.push_back(key);
    }
    std::sort(keys.begin(), keys.end());
    keys.erase(std::unique(keys.begin(), keys.end()), keys.end());
    auto trades = read_trades(session, keys);
    if (!trades.ok()) return trades.error();
    earlier.trades = std::move(trades).value();
    return earlier;
}

}  // namespace books
