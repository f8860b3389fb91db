#include "common/books/statements.h"

#include <string>

#include "common/db/literal.h"

namespace books {

using db::append_bytes;
using db::append_integer;
using db::append_text;
using events::Event;
using events::Order;
using events::Trade;
using Type = db::Rows::Type;

namespace {

// Values of one row, or conditions on one: small words that keep the statements below readable.
class Values {
  public:
    explicit Values(std::string& sql) : sql_{sql} { sql_.push_back('('); }
    ~Values() { sql_.push_back(')'); }
    Values(const Values&) = delete;
    Values& operator=(const Values&) = delete;

    Values& text(std::string_view value) {
        comma();
        append_text(sql_, value);
        return *this;
    }
    Values& integer(int64_t value) {
        comma();
        append_integer(sql_, value);
        return *this;
    }
    Values& bytes(std::string_view value) {
        comma();
        append_bytes(sql_, value);
        return *this;
    }
    // ENUM columns take the index, which saves the server the look-up by name.
    template <class Enum>
    Values& choice(Enum value) {
        return integer(static_cast<int64_t>(value) + 1);
    }
    Values& raw(std::string_view expression) {
        comma();
        sql_.append(expression);
        return *this;
    }

  private:
    void comma() {
        if (!first_) sql_.push_back(',');
        first_ = false;
    }
    std::string& sql_;
    bool first_ = true;
};

// The condition that picks one row. Column by column: MariaDB uses no index for (a,b)=(1,2) in an
// UPDATE, and the scan would wait for the rows that other partitions have locked.
class Where {
  public:
    explicit Where(std::string& sql) : sql_{sql} {}

    Where& text(std::string_view column, std::string_view value) {
        append_text(next(column), value);
        return *this;
    }
    Where& integer(std::string_view column, int64_t value) {
        append_integer(next(column), value);
        return *this;
    }
    template <class Enum>
    Where& choice(std::string_view column, Enum value) {
        return integer(column, static_cast<int64_t>(value) + 1);
    }

  private:
    std::string& next(std::string_view column) {
        sql_.append(first_ ? " WHERE " : " AND ").append(column).push_back('=');
        first_ = false;
        return sql_;
    }
    std::string& sql_;
    bool first_ = true;
};

template <class Rows, class Append>
std::string rows_statement(std::string_view head, const Rows& rows, std::string_view tail,
                           const Append& append) {
    if (rows.empty()) return {};
    constexpr size_t kRowBytes = 256;  // a guess that hardly ever makes the text grow again
    std::string sql;
    sql.reserve(head.size() + tail.size() + rows.size() * kRowBytes);
    sql.append(head);
    bool first = true;
    for (const auto& row : rows) {
        if (!first) sql.push_back(',');
        first = false;
        Values values{sql};
        append(row, values);
    }
    sql.append(tail);
    return sql;
}

void append_condition(Where& where, const OrderName& name) {
    where.text("account", name.account).integer("day", name.day);
    where.choice("exchange", name.exchange).choice("segment", name.segment);
}

void append_name_of(const OrderName& name, Values& values) {
    values.text(name.account).integer(name.day).choice(name.exchange).choice(name.segment);
    values.text(name.client_order_id);
}

void append_key(Values& values, const TradeKey& key) {
    values.text(key.account).integer(key.day).choice(key.exchange).choice(key.segment).text(key.id);
}

// The larger standing wins (order_standing.h). It comes last, because an assignment sees what those
// left of it have done.
const std::string& standing_order_wins() {
    static const std::string tail = [] {
        std::string sql = " ON DUPLICATE KEY UPDATE ";
        for (const char* column :
             {"client_order_id", "token", "product", "side", "type", "validity", "quantity",
              "filled", "remaining", "price", "trigger_price", "reason", "origin", "as_sent", "id",
              "state", "exchange_time_us", "standing"}) {
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
                           std::string_view owner, int64_t now_us) {
    std::string sql;
    if (!move.from) {
        sql = "INSERT INTO watermarks (source,day,part,seq,owner,updated_us) VALUES ";
        Values values{sql};
        values.text(stream.source).integer(stream.day).integer(partition).integer(move.to);
        values.text(owner).integer(now_us);
        return sql;
    }
    sql = "UPDATE watermarks SET seq=";
    append_integer(sql, move.to);
    sql.append(",owner=");
    append_text(sql, owner);
    sql.append(",updated_us=");
    append_integer(sql, now_us);
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

std::string select_waiting_names(int32_t partition, uint32_t day) {
    std::string sql =
        "SELECT account,day,exchange+0,segment+0,client_order_id FROM orders_without_number";
    Where{sql}.integer("part", partition).integer("day", day);
    return sql;
}

std::string select_numbered_names(const OrderNames& names) {
    std::string sql = "SELECT account,day,exchange+0,segment+0,client_order_id FROM orders WHERE ";
    bool first = true;
    for (const OrderName& name : names) {
        std::string one;
        Where where{one};
        append_condition(where, name);
        where.text("client_order_id", name.client_order_id);
        sql.append(first ? "(" : " OR (").append(one.substr(sizeof " WHERE" - 1));
        sql.append(" AND exchange_order_id<>client_order_id)");
        first = false;
    }
    return sql;
}

std::string insert_waiting_names(const OrderNames& names, int32_t partition) {
    return rows_statement(
        "INSERT INTO orders_without_number (part,account,day,exchange,segment,client_order_id) "
        "VALUES ",
        names, " ON DUPLICATE KEY UPDATE part=part",
        [partition](const OrderName& name, Values& values) {
            values.integer(partition);
            append_name_of(name, values);
        });
}

std::vector<std::string> delete_named_orders(const OrderNames& names, int32_t partition) {
    std::vector<std::string> statements;
    for (const OrderName& name : names) {
        std::string& order = statements.emplace_back("DELETE FROM orders");
        Where of_order{order};
        append_condition(of_order, name);
        of_order.text("exchange_order_id", name.client_order_id);
        std::string& waiting = statements.emplace_back("DELETE FROM orders_without_number");
        Where of_waiting{waiting};
        of_waiting.integer("part", partition);
        append_condition(of_waiting, name);
        of_waiting.text("client_order_id", name.client_order_id);
    }
    return statements;
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
