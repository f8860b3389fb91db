#include "producers/ctl/accounts/order_list.h"

#include "common/db/columns.h"
#include "common/db/literal.h"
#include "common/events/json_text.h"
#include "common/instruments/as_of.h"
#include "producers/ctl/list_json.h"
#include "producers/ctl/table.h"

namespace ctl {
namespace {

using Align = Table::Align;

ListedOrder read_order(const db::Row& row) {
    db::Columns columns{row};
    ListedOrder one;
    for (std::string* text : {&one.exchange_order_id, &one.client_order_id, &one.exchange,
                              &one.segment, &one.symbol, &one.product, &one.side, &one.type,
                              &one.validity, &one.state, &one.reason, &one.origin}) {
        *text = columns.text();
    }
    for (int64_t* number :
         {&one.token, &one.quantity, &one.filled, &one.remaining, &one.price, &one.trigger}) {
        *number = columns.integer();
    }
    return one;
}

}  // namespace

base::Result<std::vector<ListedOrder>> read_orders(db::Session& session, const std::string& account,
                                                   uint32_t day, bool all) {
    std::string sql =
        "SELECT exchange_order_id,client_order_id,o.exchange,o.segment,COALESCE(" +
        instruments::column_as_of("symbol") +
        ",o.token),product,side,type,validity,state,reason,origin,o.token,quantity,filled,"
        "remaining,price,trigger_price FROM orders o" +
        instruments::join_as_of("o", std::to_string(day)) + " WHERE account=";
    db::append_text(sql, account);
    sql += " AND day=" + std::to_string(day);
    if (!all) sql += " AND state IN ('open','trigger_pending','partially_filled','frozen')";
    const auto rows = session.query(sql + " ORDER BY exchange_time_us,exchange_order_id");
    if (!rows.ok()) return rows.error();
    std::vector<ListedOrder> orders;
    for (const db::Row& row : rows.value()) orders.push_back(read_order(row));
    return orders;
}

std::string orders_table(const std::vector<ListedOrder>& orders, const std::string& none) {
    Table table{{{"ORDER"},
                 {"MARKET"},
                 {"SYMBOL"},
                 {"TOKEN", Align::Right, true},
                 {"PRODUCT"},
                 {"SIDE"},
                 {"TYPE"},
                 {"QUANTITY", Align::Right},
                 {"FILLED", Align::Right},
                 {"PRICE", Align::Right},
                 {"STATE"}}};
    for (const ListedOrder& one : orders) {
        table.add({one.exchange_order_id, one.exchange + " " + one.segment, one.symbol,
                   std::to_string(one.token), one.product, one.side, one.type,
                   std::to_string(one.quantity), std::to_string(one.filled),
                   rupees_or_dash(one.price), state_with_reason(one.state, one.reason)});
    }
    return table.empty() ? none + "\n" : table.text();
}

std::string orders_json(const std::vector<ListedOrder>& orders) {
    return list_json("orders", orders, [](events::JsonText& json, const ListedOrder& one) {
        json.text("exchange_order_id", one.exchange_order_id);
        json.text("client_order_id", one.client_order_id);
        json.text("exchange", one.exchange);
        json.text("segment", one.segment);
        json.integer("token", one.token);
        json.text("symbol", one.symbol);
        json.text("product", one.product);
        json.text("side", one.side);
        json.text("type", one.type);
        json.text("validity", one.validity);
        json.integer("quantity", one.quantity);
        json.integer("filled", one.filled);
        json.integer("remaining", one.remaining);
        json.price("price", one.price);
        json.price("trigger", one.trigger);
        json.text("state", one.state);
        json.text("reason", one.reason);
        json.text("origin", one.origin);
    });
}

}  // namespace ctl
