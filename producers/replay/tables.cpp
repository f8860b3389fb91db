#include "producers/replay/tables.h"

#include "common/db/literal.h"

namespace replay {

using db::append_integer;
using db::append_text;

namespace {

std::string list_of(const std::vector<std::string_view>& columns) {
    std::string list;
    for (const std::string_view column : columns) {
        if (!list.empty()) list.push_back(',');
        list.append(column);
    }
    return list;
}

std::string columns_of(const Table& table) {
    std::string list = list_of(table.key);
    if (!table.values.empty()) list.append(",").append(list_of(table.values));
    return list;
}

std::string bucket_of(const Table& table) {
    return "(" + std::string{table.bucket} + ")%" + std::to_string(kBuckets);
}

std::string from(const Table& table, Side side) {
    const bool elsewhere = side == Side::Live && !table.live_rows.empty();
    return std::string{elsewhere ? table.live_rows : table.name};
}

std::string where(const Table& table, const Scope& scope) {
    std::string sql = " WHERE day=";
    append_integer(sql, scope.day);
    if (!table.also.empty()) sql.append(" AND ").append(table.also);
    if (!scope.account.empty() && table.by_account) {
        append_text(sql.append(" AND account="), scope.account);
    }
    if (scope.partition) {
        if (table.by_partition) {
            append_integer(sql.append(" AND part="), *scope.partition);
        } else if (table.by_account) {
            // crc32(account) mod P, as the events were distributed.
            append_integer(sql.append(" AND CRC32(account)%"), scope.partitions);
            append_integer(sql.append("="), *scope.partition);
        }
    }
    return sql;
}

}  // namespace

const std::vector<Table>& tables() {
    static const std::vector<Table> kTables = {
        {"orders",
         {"account", "day", "exchange", "segment", "exchange_order_id"},
         {"client_order_id", "token", "product", "side", "type", "validity", "quantity", "filled",
          "remaining", "price", "trigger_price", "state", "reason", "origin", "id",
          "exchange_time_us"},
         "CRC32(account)",
         "",
         true,
         false},
        {"trades",
         {"account", "day", "exchange", "segment", "id"},
         {"trade_no", "exchange_order_id", "client_order_id", "token", "product", "side",
          "quantity", "price", "action", "ref", "state", "settled_by", "exchange_time_us"},
         "CRC32(account)",
         "",
         true,
         false},
        // A position that was only carried over from yesterday is not the record's.
        {"positions",
         {"account", "day", "exchange", "segment", "token", "product"},
         {"buy_quantity", "buy_value", "sell_quantity", "sell_value"},
         "CRC32(account)",
         "(buy_quantity<>0 OR buy_value<>0 OR sell_quantity<>0 OR sell_value<>0)",
         true,
         false},
        {"watermarks", {"source", "day", "part"}, {"seq"}, "part", "", false, true},
        {"inbox", {"source", "day", "id", "content"}, {}, "CRC32(id)", "", false, false},
        {"parked",
         {"HEX(digest)"},
         {"part", "source", "day", "seq"},
         "CRC32(digest)",
         "",
         false,
         true,
         kParkedEver},
    };
    return kTables;
}

bool Scope::covers(const Table& table) const {
    if (!account.empty()) return table.by_account;
    return !partition || table.by_account || table.by_partition;
}

std::string select_checksums(const Table& table, const Scope& scope, Side side) {
    return "SELECT " + bucket_of(table) +
           " AS bucket,COUNT(*),BIT_XOR(CAST(CONV(LEFT(MD5(CONCAT_WS(CHAR(31)," +
           columns_of(table) + ")),16),16,10) AS UNSIGNED)) FROM " + from(table, side) +
           where(table, scope) + " GROUP BY bucket ORDER BY bucket";
}

std::string select_bucket(const Table& table, const Scope& scope, int bucket, Side side) {
    std::string sql = "SELECT " + columns_of(table) + " FROM " + from(table, side) +
                      where(table, scope) + " AND " + bucket_of(table) + "=";
    append_integer(sql, bucket);
    return sql;
}

}  // namespace replay
