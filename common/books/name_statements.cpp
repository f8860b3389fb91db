#include "common/books/name_statements.h"

#include "common/books/sql_text.h"

namespace books {
namespace {

void append_condition(Where& where, const OrderName& name) {
    where.text("account", name.account).integer("day", name.day);
    where.choice("exchange", name.exchange).choice("segment", name.segment);
}

void append_name_of(const OrderName& name, Values& values) {
    values.text(name.account).integer(name.day).choice(name.exchange).choice(name.segment);
    values.text(name.client_order_id);
}

// Of the names those whose rows of a table fulfil a condition, read from `column`. Each name by its
// account, as the keys begin with it.
std::string select_names(std::string_view table, std::string_view column,
                         std::string_view condition, const OrderNames& names, int32_t partition) {
    std::string sql = "SELECT account,day,exchange+0,segment+0,";
    sql.append(column).append(" FROM ").append(table).append(" WHERE ");
    if (table != "orders") {
        db::append_integer(sql.append("part="), partition);
        sql.append(" AND ");
    }
    sql.append(condition).append(" AND (");
    for (const OrderName& name : names) {
        std::string one;
        Where where{one};
        append_condition(where, name);
        where.text(column, name.client_order_id);
        if (&name != &*names.begin()) sql.append(" OR ");
        sql.append("(").append(one.substr(sizeof " WHERE" - 1)).append(")");
    }
    return sql.append(")");
}

}  // namespace

std::string select_waiting_names(int32_t partition, uint32_t day) {
    std::string sql =
        "SELECT account,day,exchange+0,segment+0,client_order_id FROM orders_without_number";
    Where{sql}.integer("part", partition).integer("day", day).text("exchange_order_id", "");
    return sql;
}

std::string select_numbered_names(const OrderNames& names, int32_t partition) {
    const std::string_view kNames = "orders_without_number";
    return select_names("orders", "client_order_id", "exchange_order_id<>client_order_id", names,
                        partition) +
           " UNION ALL " +
           select_names("orders", "exchange_order_id",
                        "client_order_id NOT IN ('',exchange_order_id)", names, partition) +
           " UNION ALL " +
           select_names(kNames, "client_order_id", "exchange_order_id<>''", names, partition) +
           " UNION ALL " + select_names(kNames, "exchange_order_id", "TRUE", names, partition);
}

std::string select_borne_names(const OrderNames& numbers) {
    return rows_statement(
        "SELECT account,day,exchange+0,segment+0,exchange_order_id,client_order_id FROM orders "
        "WHERE (account,day,exchange,segment,exchange_order_id) IN (",
        numbers, ")",
        [](const OrderName& number, Values& values) { append_name_of(number, values); });
}

std::string insert_borne_names(const BorneNames& names, int32_t partition) {
    return rows_statement(
        "INSERT INTO orders_without_number "
        "(part,account,day,exchange,segment,client_order_id,exchange_order_id) VALUES ",
        names, " ON DUPLICATE KEY UPDATE part=part",
        [partition](const auto& borne, Values& values) {
            values.integer(partition);
            append_name_of(borne.first, values);
            values.text(borne.second);
        });
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
        // Else it is the row of another order, with that number.
        of_order.text("exchange_order_id", name.client_order_id);
        of_order.text("client_order_id", name.client_order_id);
        std::string& waiting = statements.emplace_back("DELETE FROM orders_without_number");
        Where of_waiting{waiting};
        of_waiting.integer("part", partition);
        append_condition(of_waiting, name);
        of_waiting.text("client_order_id", name.client_order_id).text("exchange_order_id", "");
    }
    return statements;
}

}  // namespace books
