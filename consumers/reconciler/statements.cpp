#include "consumers/reconciler/statements.h"

#include "common/db/literal.h"
#include "common/db/now.h"

namespace reconciler {

using db::append_integer;
using db::append_text;

namespace {

struct Columns {
    const char* table;
    const char* key;   // in the order of row_hash.h
    const char* rest;  // of the row
    const char* rows;  // which are compared
};

constexpr const char* kIdKey = "account,day,exchange+0,segment+0,id";

constexpr Columns kColumns[] = {
    {"positions", "account,day,exchange+0,segment+0,token,product+0",
     "buy_quantity,buy_value,sell_quantity,sell_value",
     "(buy_quantity<>0 OR buy_value<>0 OR sell_quantity<>0 OR sell_value<>0)"},
    {"orders", "account,day,exchange+0,segment+0,exchange_order_id",
     "client_order_id,token,product+0,side+0,type+0,validity+0,quantity,filled,remaining,price,"
     "trigger_price,state+0,reason,origin+0,id,exchange_time_us",
     "TRUE"},
    {"trades", kIdKey,
     "trade_no,exchange_order_id,client_order_id,token,product+0,side+0,quantity,price,action+0,"
     "ref,exchange_time_us",
     "TRUE"},
    {"trades", kIdKey, "state+0,settled_by", "state<>'live'"}};

const Columns& columns_of(Table table) { return kColumns[static_cast<size_t>(table)]; }

std::string checksum(Table table) {
    const Columns& columns = columns_of(table);
    return std::string{"CRC32(CONCAT_WS('|',"} + columns.key + "," + columns.rest + "))";
}

std::string where_day(std::string sql, uint32_t day) {
    append_integer(sql.append(" WHERE day="), day);
    return sql;
}

}  // namespace

std::string select_marks(uint32_t day) {
    return where_day("SELECT part,source,seq FROM watermarks", day);
}

std::string select_passed(uint32_t day) {
    return where_day("SELECT part,source,first_seq,last_seq FROM passed_gaps", day);
}

std::string select_inbox(uint32_t day, int64_t applied_since_us) {
    std::string sql = where_day("SELECT source,id,content,applied_us FROM inbox", day);
    append_integer(sql.append(" AND applied_us>="), applied_since_us);
    return sql;
}

std::string select_accounts(Table table, const std::string& above, size_t limit) {
    std::string sql = std::string{"SELECT account FROM "} + columns_of(table).table;
    append_text(sql.append(" WHERE account>"), above);
    sql.append(" GROUP BY account ORDER BY account LIMIT ");
    append_integer(sql, static_cast<int64_t>(limit));
    return sql;
}

std::string select_digests(Table table, uint32_t day, const std::vector<std::string>& accounts) {
    std::string sql = "SELECT account,COUNT(*),SUM(" + checksum(table) + ")";
    if (table == Table::Trades) {
        const std::string ended = columns_of(Table::Endings).rows;
        sql += ",SUM(" + ended + "),SUM(IF(" + ended + "," + checksum(Table::Endings) + ",0))";
    }
    sql.append(" FROM ").append(columns_of(table).table);
    sql = where_day(std::move(sql), day) + " AND account IN " + db::text_list(accounts);
    return sql.append(" AND ").append(columns_of(table).rows).append(" GROUP BY account");
}

std::string select_rows(Table table, uint32_t day, const std::string& account) {
    const Columns& columns = columns_of(table);
    std::string sql = std::string{"SELECT CONCAT_WS('|',"} + columns.key + ")," + checksum(table) +
                      " FROM " + columns.table;
    sql = where_day(std::move(sql), day) + " AND account=";
    append_text(sql, account);
    return sql.append(" AND ").append(columns.rows);
}

std::string forget_differences(int32_t partition) {
    std::string sql = "DELETE FROM differences WHERE part=";
    append_integer(sql, partition);
    return sql;
}

std::string insert_differences(int32_t partition, uint32_t day,
                               const std::vector<Difference>& differences) {
    std::string sql =
        "REPLACE INTO differences (part,day,account,book,kind,key_hash,row_key,since_us) VALUES ";
    for (const Difference& one : differences) {
        if (&one != &differences.front()) sql.push_back(',');
        append_integer(sql.append("("), partition);
        append_integer(sql.append(","), day);
        append_text(sql.append(","), one.account);
        append_text(sql.append(","), kTableNames[static_cast<size_t>(one.table)]);
        append_text(sql.append(","), kKindNames[static_cast<size_t>(one.kind)]);
        sql.append(",").append(std::to_string(one.key_hash)).append(",");
        append_text(sql, one.key);
        append_integer(sql.append(","), one.since_us);
        sql.push_back(')');
    }
    return sql;
}

// The time of the last comparison stays where there was none, but not that of another day.
std::string note_round(int32_t partition, uint32_t day, const Standing& standing) {
    const std::string now = "CAST(" + std::string{db::kNowUs} + " AS SIGNED)";
    std::string sql =
        "INSERT INTO reconciler_rounds (part,day,compared_us,accounts,differing,unlisted,"
        "incomplete) VALUES (";
    append_integer(sql, partition);
    append_integer(sql.append(","), day);
    sql.append(",").append(standing.compared ? now : "0");
    for (const int64_t value : {standing.accounts, standing.differing, standing.unlisted,
                                int64_t{standing.incomplete ? 1 : 0}}) {
        append_integer(sql.append(","), value);
    }
    sql += ") ON DUPLICATE KEY UPDATE compared_us=";
    sql += standing.compared ? "VALUES(compared_us)" : "IF(day=VALUES(day),compared_us,0)";
    return sql +
           ",day=VALUES(day),accounts=VALUES(accounts),differing=VALUES(differing),"
           "unlisted=VALUES(unlisted),incomplete=VALUES(incomplete)";
}

}  // namespace reconciler
