#include "common/books/pruned.h"

#include "common/db/columns.h"
#include "common/db/literal.h"

namespace books {

using base::Status;
using base::Unit;
using db::append_integer;
using db::append_text;

namespace {

struct Pruning {
    const char* table;
    const char* source;
    const char* part;
    const char* key;  // all that tells a row from others of its day
};

Pruning pruning_of(PrunedTable table) {
    switch (table) {
        case PrunedTable::Inbox:
            return {"inbox", "source", "0", "source,id,content"};
        case PrunedTable::OrdersWithoutNumber:
            break;
    }
    return {"orders_without_number", "account", "part",
            "account,exchange,segment,client_order_id,exchange_order_id"};
}

std::string checksum_of(const Pruning& its) {
    return std::string{"CRC32(CONCAT_WS(CHAR(31),"} + its.key + "))";
}

PrunedKey read_pruned_key(PrunedTable table, db::Columns& columns) {
    PrunedKey key;
    key.table = table;
    key.day = columns.as<uint32_t>();
    key.source = columns.text();
    key.part = columns.as<int32_t>();
    return key;
}

}  // namespace

std::string pruned_columns(PrunedTable table) {
    const Pruning its = pruning_of(table);
    return std::string{"day,"} + its.source + "," + its.part + "," + checksum_of(its);
}

std::string select_row_sums(PrunedTable table, uint32_t day, std::string_view account) {
    const Pruning its = pruning_of(table);
    const bool by_source = table == PrunedTable::Inbox || !account.empty();
    std::string sql = std::string{"SELECT day,"} + (by_source ? its.source : "''") + "," +
                      its.part + ",COUNT(*),SUM(" + checksum_of(its) + ") FROM " + its.table +
                      " WHERE day=";
    append_integer(sql, day);
    if (!account.empty()) append_text(sql.append(" AND account="), account);
    return sql + " GROUP BY 1,2,3";
}

PrunedRows pruned_rows(PrunedTable table, const std::vector<db::Row>& rows) {
    PrunedRows pruned;
    for (const db::Row& row : rows) {
        db::Columns columns{row};
        RowSum& sum = pruned[read_pruned_key(table, columns)];
        sum.add({1, columns.as<uint64_t>()});
    }
    return pruned;
}

PrunedRows read_row_sums(PrunedTable table, const std::vector<db::Row>& rows) {
    PrunedRows sums;
    for (const db::Row& row : rows) {
        db::Columns columns{row};
        RowSum& sum = sums[read_pruned_key(table, columns)];
        sum.rows = columns.integer();
        sum.checksum = columns.as<uint64_t>();
    }
    return sums;
}

Status note_pruned(db::Session& session, const PrunedRows& deleted, int64_t now_us) {
    if (deleted.empty()) return Unit{};
    std::string sql =
        "INSERT INTO pruned (of_table,day,source,part,deleted,checksum,last_us) VALUES ";
    for (const auto& [key, sum] : deleted) {
        append_integer(sql.append("("), static_cast<int64_t>(key.table) + 1);
        append_integer(sql.append(","), key.day);
        append_text(sql.append(","), key.source);
        append_integer(sql.append(","), key.part);
        append_integer(sql.append(","), sum.rows);
        append_integer(sql.append(","), static_cast<int64_t>(sum.checksum));
        append_integer(sql.append(","), now_us);
        sql.append("),");
    }
    sql.pop_back();
    const auto done =
        session.execute(sql.append(" ON DUPLICATE KEY UPDATE deleted=deleted+VALUES(deleted),"
                                   "checksum=checksum+VALUES(checksum),last_us=VALUES(last_us)"));
    if (!done.ok()) return done.error();
    return Unit{};
}

Status note_pruned_parked(db::Session& session, const std::vector<db::Row>& rows, int64_t now_us) {
    if (rows.empty()) return Unit{};
    std::string sql = "INSERT IGNORE INTO pruned_parked (digest,day,pruned_us) VALUES ";
    for (const db::Row& row : rows) {
        db::Columns columns{row};
        append_text(sql.append("(UNHEX("), columns.text());
        append_integer(sql.append("),"), columns.as<uint32_t>());
        append_integer(sql.append(","), now_us);
        sql.append("),");
    }
    sql.pop_back();
    const auto done = session.execute(sql);
    if (!done.ok()) return done.error();
    return Unit{};
}

std::string select_pruned(uint32_t day) {
    std::string sql = "SELECT of_table+0,day,source,part,deleted,checksum FROM pruned WHERE day=";
    append_integer(sql, day);
    return sql;
}

PrunedRows read_pruned(const std::vector<db::Row>& rows) {
    PrunedRows pruned;
    for (const db::Row& row : rows) {
        db::Columns columns{row};
        const auto table = columns.choice<PrunedTable>();
        const PrunedKey key = read_pruned_key(table, columns);
        RowSum& sum = pruned[key];
        sum.rows = columns.integer();
        sum.checksum = columns.as<uint64_t>();
    }
    return pruned;
}

}  // namespace books
