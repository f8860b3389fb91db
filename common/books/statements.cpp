#include "common/books/statements.h"

#include <string>

#include "common/books/sql_text.h"
#include "common/db/literal.h"
#include "common/db/now.h"

namespace books {

using db::append_integer;
using db::append_text;
using events::Event;
using events::Order;
using events::Trade;
using Type = db::Rows::Type;

namespace {

void append_key(Values& values, const TradeKey& key) {
    values.text(key.account).integer(key.day).choice(key.exchange).choice(key.segment).text(key.id);
}

// Counts a row that bears another client order id, in the first assignment: what is renamed has to
// be kept elsewhere, which is rare, and a read in front of every upsert would cost each batch a
// tenth. An order whose number is its client order id has no other name to keep.
constexpr std::string_view kCountRenamed =
    "client_order_id=IF(client_order_id<>VALUES(client_order_id) AND "
    "(client_order_id NOT IN ('',exchange_order_id) OR "
    "VALUES(client_order_id) NOT IN ('',exchange_order_id)) AND (@renamed:=@renamed+1)=0,"
    "client_order_id,IF(VALUES(standing)>standing,VALUES(client_order_id),client_order_id)),";

// The larger standing wins (order_standing.h). It comes last, because an assignment sees what those
// left of it have done.
const std::string& standing_order_wins() {
    static const std::string tail = [] {
        std::string sql = " ON DUPLICATE KEY UPDATE ";
        sql.append(kCountRenamed);
        for (const char* column :
             {"token", "product", "side", "type", "validity", "quantity", "filled", "remaining",
              "price", "trigger_price", "reason", "origin", "as_sent", "id", "state",
              "exchange_time_us", "standing"}) {
            sql.append(column).append("=IF(VALUES(standing)>standing,VALUES(").append(column);
            sql.append("),").append(column).append("),");
        }
        sql.pop_back();
        return sql;
    }();
    return tail;
}

std::string change_position(const PositionChange& position) {
    std::string sql = "UPDATE positions SET buy_quantity=buy_quantity+";
    append_integer(sql, position.change.buy_quantity);
    sql.append(",buy_value=buy_value+");
    append_integer(sql, position.change.buy_value);
    sql.append(",sell_quantity=sell_quantity+");
    append_integer(sql, position.change.sell_quantity);
    sql.append(",sell_value=sell_value+");
    append_integer(sql, position.change.sell_value);
    Where{sql}
        .text("account", position.account)
        .integer("day", position.day)
        .choice("exchange", position.exchange)
        .choice("segment", position.segment)
        .integer("token", position.token)
        .choice("product", position.product);
    return sql;
}

}  // namespace

std::string select_watermark(const StreamId& stream, int32_t partition) {
    std::string sql = "SELECT seq FROM watermarks";
    Where{sql}.text("source", stream.source).integer("day", stream.day).integer("part", partition);
    return sql;
}

std::string move_watermark(const StreamId& stream, int32_t partition, const Move& move,
                           std::string_view owner) {
    std::string sql;
    if (!move.from) {
        sql = "INSERT INTO watermarks (source,day,part,seq,owner,updated_us) VALUES (";
        append_text(sql, stream.source);
        for (const int64_t number : {int64_t{stream.day}, int64_t{partition}, move.to}) {
            append_integer(sql.append(","), number);
        }
        append_text(sql.append(","), owner);
        return sql.append(",").append(db::kNowUs).append(")");
    }
    sql = "UPDATE watermarks SET seq=";
    append_integer(sql, move.to);
    sql.append(",owner=");
    append_text(sql, owner);
    sql.append(",updated_us=").append(db::kNowUs);
    Where{sql}
        .text("source", stream.source)
        .integer("day", stream.day)
        .integer("part", partition)
        .integer("seq", *move.from);
    return sql;
}

std::string select_trades(const std::vector<TradeKey>& keys) {
    return rows_statement(
        "SELECT "
        "account,day,exchange+0,segment+0,id,trade_no,exchange_order_id,client_order_id,token,"
        "product+0,side+0,quantity,price,action+0,ref,state+0,settled_by,exchange_time_us "
        "FROM trades WHERE (account,day,exchange,segment,id) IN (",
        keys, ")", [](const TradeKey& key, Values& values) { append_key(values, key); });
}

std::string select_sums(const std::vector<PositionKey>& positions) {
    return rows_statement(
        "SELECT account,day,exchange+0,segment+0,token,product+0,buy_quantity,buy_value,"
        "sell_quantity,sell_value FROM positions WHERE "
        "(account,day,exchange,segment,token,product) IN (",
        positions, ")", [](const PositionKey& key, Values& values) {
            values.text(key.account).integer(key.day).choice(key.exchange).choice(key.segment);
            values.integer(key.token).choice(key.product);
        });
}

db::Rows upsert_orders(const std::vector<OrderRow>& orders) {
    db::Rows rows{
        "INSERT INTO orders (account,day,exchange,segment,exchange_order_id,client_order_id,token,"
        "product,side,type,validity,quantity,filled,remaining,price,trigger_price,state,reason,"
        "origin,as_sent,id,exchange_time_us,standing) VALUES ",
        {Type::Text,    Type::Integer, Type::Choice,  Type::Choice,  Type::Text,   Type::Text,
         Type::Integer, Type::Choice,  Type::Choice,  Type::Choice,  Type::Choice, Type::Integer,
         Type::Integer, Type::Integer, Type::Integer, Type::Integer, Type::Choice, Type::Text,
         Type::Choice,  Type::Text,    Type::Text,    Type::Integer, Type::Bytes},
        standing_order_wins()};
    rows.reserve(orders.size());
    for (const OrderRow& row : orders) {
        const Event* event = row.event;
        const Order& order = std::get<Order>(event->body);
        rows.text(event->account).integer(event->day).choice(event->exchange);
        rows.choice(event->segment).text(order.exchange_order_id).text(order.client_order_id);
        rows.integer(event->token).choice(event->product).choice(order.side);
        rows.choice(order.type).choice(order.validity).integer(order.quantity);
        rows.integer(order.filled).integer(order.remaining).integer(order.price);
        rows.integer(order.trigger).choice(order.state).text(order.reason);
        rows.choice(order.origin)
            .text(order.as_sent)
            .text(event->id)
            .integer(event->exchange_time_us);
        rows.bytes(row.standing.view());
    }
    return rows;
}

db::Rows insert_trades(const std::vector<TradeRow>& trades) {
    db::Rows rows{
        "INSERT INTO trades (account,day,exchange,segment,id,trade_no,exchange_order_id,"
        "client_order_id,token,product,side,quantity,price,action,ref,state,settled_by,"
        "exchange_time_us) VALUES ",
        {Type::Text, Type::Integer, Type::Choice, Type::Choice, Type::Text, Type::Text, Type::Text,
         Type::Text, Type::Integer, Type::Choice, Type::Choice, Type::Integer, Type::Integer,
         Type::Choice, Type::Text, Type::Choice, Type::Text, Type::Integer},
        ""};
    rows.reserve(trades.size());
    for (const TradeRow& row : trades) {
        const Event& event = *row.event;
        const Trade& trade = std::get<Trade>(event.body);
        rows.text(event.account).integer(event.day).choice(event.exchange).choice(event.segment);
        rows.text(event.id).text(trade.trade_no).text(trade.exchange_order_id);
        rows.text(trade.client_order_id).integer(event.token).choice(event.product);
        rows.choice(trade.side).integer(trade.quantity).integer(trade.price).choice(trade.action);
        rows.text(trade.ref).choice(row.state).text(row.settled_by).integer(event.exchange_time_us);
    }
    return rows;
}

std::vector<std::string> end_trades(const std::vector<EndedTrade>& ended) {
    std::vector<std::string> statements;
    for (const EndedTrade& trade : ended) {
        std::string& sql = statements.emplace_back("UPDATE trades SET state=");
        append_integer(sql, static_cast<int64_t>(trade.state) + 1);
        sql.append(",settled_by=");
        append_text(sql, trade.settled_by);
        Where{sql}
            .text("account", trade.key.account)
            .integer("day", trade.key.day)
            .choice("exchange", trade.key.exchange)
            .choice("segment", trade.key.segment)
            .text("id", trade.key.id);
    }
    return statements;
}

db::Rows grow_positions(const std::vector<PositionChange>& positions) {
    db::Rows rows{
        "INSERT INTO positions (account,day,exchange,segment,token,product,buy_quantity,buy_value,"
        "sell_quantity,sell_value) VALUES ",
        {Type::Text, Type::Integer, Type::Choice, Type::Choice, Type::Integer, Type::Choice,
         Type::Integer, Type::Integer, Type::Integer, Type::Integer},
        " ON DUPLICATE KEY UPDATE buy_quantity=buy_quantity+VALUES(buy_quantity),"
        "buy_value=buy_value+VALUES(buy_value),sell_quantity=sell_quantity+VALUES(sell_quantity),"
        "sell_value=sell_value+VALUES(sell_value)"};
    rows.reserve(positions.size());
    for (const PositionChange& position : positions) {
        const Sums& sums = position.change;
        if (sums.any_negative()) continue;
        rows.text(position.account).integer(position.day).choice(position.exchange);
        rows.choice(position.segment).integer(position.token).choice(position.product);
        rows.integer(sums.buy_quantity).integer(sums.buy_value);
        rows.integer(sums.sell_quantity).integer(sums.sell_value);
    }
    return rows;
}

std::vector<std::string> shrink_positions(const std::vector<PositionChange>& positions) {
    std::vector<std::string> statements;
    for (const PositionChange& position : positions) {
        if (position.change.any_negative()) statements.push_back(change_position(position));
    }
    return statements;
}

}  // namespace books
