#pragma once

#include <string>
#include <vector>

#include "common/base/result.h"
#include "common/db/session.h"

namespace ctl {

// Rows of `orders` as they are shown: names as texts, money in units of 0.0001 rupee.
struct ListedOrder {
    std::string exchange_order_id, client_order_id, exchange, segment, symbol, product, side, type,
        validity, state, reason, origin;
    int64_t token = 0, quantity = 0, filled = 0, remaining = 0, price = 0, trigger = 0;
};

// By the exchange's time. `all`: also those that have ended.
base::Result<std::vector<ListedOrder>> read_orders(db::Session& session, const std::string& account,
                                                   uint32_t day, bool all);
// Pure.
// `none`: what is said where there is no row, and why.
std::string orders_table(const std::vector<ListedOrder>& orders, const std::string& none);
std::string orders_json(const std::vector<ListedOrder>& orders);

}  // namespace ctl
