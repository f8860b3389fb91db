#include "consumers/reconciler/statements.h"

#include <utility>

#include "common/books/record_columns.h"
#include "common/db/literal.h"
#include "common/db/now.h"

namespace reconciler {

using db::append_integer;
using db::append_text;

namespace {

// In the order of books::record_tables, which row_hash.h follows.
struct Columns {
    std::string table;
    std::string key;
    std::string rest;  // of the row
    std::string rows;  // which are compared
};

void append_value(std::string& list, const books::Column& column) {
    if (!list.empty()) list.push_back(',');
    const std::string name{column.name};
    switch (column.value) {
        case books::Value::Plain:
            list.append(name);
            break;
        case books::Value::Choice:
            list.append(name).append("+0");
            break;
        case books::Value::Bytes:
            list.append("HEX(" + name + ")");
            break;
    }
}

// How a trade has ended is a table of its own here.
bool is_of(Table table, std::string_view column) {
    const bool ends = column == "state" || column == "settled_by";
    if (table == Table::Endings) return ends;
    return table != Table::Trades || !ends;
}

Columns make_columns(Table table, std::string_view name, std::string rows) {
    Columns columns{std::string{name}, "", "", std::move(rows)};
    for (const books::Column& column : books::record_table(name).columns) {
        if (column.use == books::Use::Key) append_value(columns.key, column);
        const bool compared = column.use == books::Use::Compared;
        if (compared && is_of(table, column.name)) append_value(columns.rest, column);
    }
    return columns;
}

const Columns& columns_of(Table table) {
    static const Columns kColumns[] = {
        make_columns(Table::Positions, "positions",
                     "(buy_quantity<>0 OR buy_value<>0 OR sell_quantity<>0 OR sell_value<>0)"),
        make_columns(Table::Orders, "orders", "TRUE"),
        make_columns(Table::Trades, "trades", "TRUE"),
        make_columns(Table::Endings, "trades", "state<>'live'")};
    return kColumns[static_cast<size_t>(table)];
}

std::string checksum(Table table) {
    const Columns& columns = columns_of(table);
    return "CRC32(CONCAT_WS('|'," + columns.key + "," + columns.rest + "))";
}

std::string where_day(std::string sql, uint32_t day) {
    append_integer(sql.append(" WHERE day="), day);
    return sql;
}

std::string limited(std::string sql, size_t limit) {
    append_integer(sql.append(" LIMIT "), static_cast<int64_t>(limit));
    return sql;
}

}  // namespace

std::string select_marks(uint32_t day, size_t limit) {
    return limited(where_day("SELECT part,source,seq FROM watermarks", day), limit);
}

std::string select_passed(uint32_t day, size_t limit) {
    return limited(where_day("SELECT part,source,first_seq,last_seq FROM passed_gaps", day), limit);
}

// `source>=` finds the place in the key, which the comparison of rows alone does not.
std::string select_inbox(uint32_t day, int64_t applied_since_us, const InboxPlace& above,
                         size_t limit) {
    std::string sql = where_day("SELECT source,id,content,applied_us FROM inbox", day);
    append_integer(sql.append(" AND applied_us>="), applied_since_us);
    append_text(sql.append(" AND source>="), above.source);
    append_text(sql.append(" AND (source,id,content)>("), above.source);
    append_text(sql.append(","), above.id);
    append_text(sql.append(","), above.content);
    return limited(sql.append(") ORDER BY source,id,content"), limit);
}

std::string select_accounts(Table table, const std::string& above, size_t limit) {
    std::string sql = "SELECT account FROM " + columns_of(table).table;
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

std::string select_rows(Table table, uint32_t day, const std::string& account, size_t limit) {
    const Columns& columns = columns_of(table);
    std::string sql =
        "SELECT CONCAT_WS('|'," + columns.key + ")," + checksum(table) + " FROM " + columns.table;
    sql = where_day(std::move(sql), day) + " AND account=";
    append_text(sql, account);
    return limited(sql.append(" AND ").append(columns.rows), limit);
}

namespace {

// Rows of a partition that is none are nobody's: the first one looks after them.
std::string of_partition(int32_t partition, int32_t partitions) {
    std::string sql = "(part=";
    append_integer(sql, partition);
    if (partition == 0) append_integer(sql.append(" OR part>="), partitions);
    return sql.append(")");
}

}  // namespace

std::string forget_differences(int32_t partition, int32_t partitions,
                               const std::set<std::string>& accounts) {
    std::string sql = "DELETE FROM differences WHERE " + of_partition(partition, partitions);
    const char* before = " AND account IN (";
    for (const std::string& account : accounts) {
        append_text(sql.append(std::exchange(before, ",")), account);
    }
    return sql.append(")");
}

std::string select_differences(int32_t partition, int32_t partitions, size_t limit) {
    std::string sql =
        "SELECT account,day,CONCAT(book,''),CONCAT(kind,''),key_hash FROM differences WHERE " +
        of_partition(partition, partitions);
    return limited(sql.append(" ORDER BY account"), limit);
}

std::string line_of(uint32_t day, std::string_view book, std::string_view kind,
                    std::string_view key_hash) {
    std::string line = std::to_string(day);
    for (const std::string_view part : {book, kind, key_hash}) line.append("|").append(part);
    return line;
}

std::string line_of(uint32_t day, const Difference& one) {
    return line_of(day, kTableNames[static_cast<size_t>(one.table)],
                   kKindNames[static_cast<size_t>(one.kind)], std::to_string(one.key_hash));
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
        "INSERT INTO reconciler_rounds (part,day,compared_us,swept_us,accounts,differing,unlisted,"
        "incomplete,settled) VALUES (";
    append_integer(sql, partition);
    append_integer(sql.append(","), day);
    sql.append(",").append(standing.compared ? now : "0");
    sql += standing.swept_ago_us ? "," + now + "-" + std::to_string(*standing.swept_ago_us) : ",0";
    for (const int64_t value : {standing.accounts, standing.differing, standing.unlisted,
                                int64_t{standing.incomplete}, int64_t{standing.settled}}) {
        append_integer(sql.append(","), value);
    }
    sql += ") ON DUPLICATE KEY UPDATE compared_us=";
    sql += standing.compared ? "VALUES(compared_us)" : "IF(day=VALUES(day),compared_us,0)";
    sql += ",swept_us=";
    sql += standing.swept_ago_us ? "VALUES(swept_us)" : "IF(day=VALUES(day),swept_us,0)";
    // Before the day is assigned, which these look at.
    for (const char* count : {"differing", "unlisted"}) {
        const std::string value = "VALUES(" + std::string{count} + ")";
        sql.append(",").append(count).append("=");
        sql += standing.begins ? "IF(day=VALUES(day),GREATEST(" + std::string{count} + "," + value +
                                     ")," + value + ")"
                               : value;
    }
    return sql +
           ",day=VALUES(day),accounts=VALUES(accounts),incomplete=VALUES(incomplete),"
           "settled=VALUES(settled)";
}

}  // namespace reconciler
