#include "producers/replay/tables.h"

#include "common/books/parked.h"
#include "common/books/record_columns.h"
#include "common/db/literal.h"
#include "common/events/partition.h"

namespace replay {

using db::append_integer;
using db::append_text;

namespace {

// Of a body, which may be megabytes, its digest and its size are compared, as a text of the other
// columns' kind, and its beginning: in one of two books it may be cut (common/books/parked.h).
constexpr std::string_view kBody =
    "CONVERT(CONCAT_WS(' ',IF(body_bytes IS NULL,MD5(CONCAT(part,':',body)),LOWER(HEX(digest))),"
    "COALESCE(body_bytes,LENGTH(body)),MD5(LEFT(body,1024))) USING ascii) COLLATE ascii_bin";
static_assert(books::kParkedBeginning == 1024);

std::string parked_rows() {
    return "SELECT digest,part,source,day,seq,reason," + std::string{kBody} +
           " AS body,account FROM parked";
}

// Of the shadow, which has what was pruned of the live books (Shadow::take_pruned).
std::string but_for_pruned() {
    return " WHERE NOT EXISTS (SELECT 1 FROM pruned_parked AS gone WHERE "
           "gone.digest=parked.digest)";
}

// An operator may have settled the row, more than once where it came again; the first tells what it
// was. The account as the table `parked` computes it (schemas/sql/0021_parked_bytes.sql).
std::string parked_ever() {
    return "(" + parked_rows() + " UNION ALL SELECT digest,part,source,day,seq,reason," +
           std::string{kBody} +
           ",IF(body_bytes IS NOT NULL,cut_account,"
           "IF(JSON_VALUE(CONVERT(body USING latin1),'$.kind')='command',NULL,"
           "LEFT(JSON_VALUE(CONVERT(body USING latin1),'$.account'),16))) COLLATE latin1_bin "
           "FROM parked_settled AS settled "
           "WHERE NOT EXISTS (SELECT 1 FROM parked AS still WHERE still.digest=settled.digest) "
           "AND NOT EXISTS (SELECT 1 FROM parked_settled AS former WHERE "
           "former.digest=settled.digest AND former.settled_us<settled.settled_us)) AS parked";
}

void append_columns(std::string& sql, const std::vector<Compared>& columns) {
    for (const Compared& one : columns) {
        if (&one != &columns.front()) sql.push_back(',');
        sql.append(one.sql);
    }
}

std::string columns_of(const Table& table) {
    std::string list;
    append_columns(list, table.key);
    if (table.values.empty()) return list;
    append_columns(list.append(","), table.values);
    return list;
}

std::string bucket_of(const Table& table) {
    return "(" + std::string{table.bucket} + ")%" + std::to_string(kBuckets);
}

std::string from(const Table& table, Side side) {
    const std::string_view rows = side == Side::Live ? table.live_rows : table.shadow_rows;
    return std::string{rows.empty() ? table.name : rows};
}

std::string in_scope(const Table& table, const Scope& scope) {
    std::string sql;
    if (!scope.account.empty() && table.by_account) {
        append_text(sql.append(" AND account="), scope.account);
        // What names the account and came through another partition's queue is not folded.
        const auto partition = events::partition_of(scope.account, scope.partitions);
        if (table.by_partition) append_integer(sql.append(" AND part="), partition);
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

std::string where_day(const Table& table, const Scope& scope) {
    std::string sql = " WHERE day=";
    append_integer(sql, scope.day);
    return sql + in_scope(table, scope);
}

std::string where(const Table& table, const Scope& scope) {
    std::string sql = where_day(table, scope);
    if (!table.also.empty()) sql.append(" AND ").append(table.also);
    const auto pruned = scope.but_for.find(table.name);
    if (pruned != scope.but_for.end()) sql.append(" AND ").append(pruned->second);
    return sql;
}

// With the columns of the record's list.
Table with_columns(Table table) {
    for (const books::Column& column : books::record_table(table.name).columns) {
        if (column.use == books::Use::Left) continue;
        const std::string name{column.name};
        auto& list = column.use == books::Use::Key ? table.key : table.values;
        list.push_back(
            {column.name, column.value == books::Value::Bytes ? "HEX(" + name + ")" : name});
    }
    return table;
}

}  // namespace

const std::vector<Table>& tables() {
    static const std::vector<Table> kTables = [] {
        constexpr std::string_view kByAccount = "CRC32(account)";
        // A position that was only carried over from yesterday is not the record's.
        constexpr std::string_view kMoved =
            "(buy_quantity<>0 OR buy_value<>0 OR sell_quantity<>0 OR sell_value<>0)";
        static const std::string kEver = parked_ever();
        static const std::string kParked = "(" + parked_rows() + but_for_pruned() + ") AS parked";
        std::vector<Table> all = {
            {"orders", {}, {}, kByAccount, "", true, false},
            {"trades", {}, {}, kByAccount, "", true, false},
            {"positions", {}, {}, kByAccount, kMoved, true, false},
            {"watermarks", {}, {}, "part", "", false, true},
            {"inbox", {}, {}, "CRC32(id)", "", false, false},
            {"parked", {}, {}, "CRC32(digest)", "", true, true, kEver, kParked},
            {"orders_without_number", {}, {}, kByAccount, "", true, true},
            {"backdated", {}, {}, "CRC32(content)", "", true, true},
        };
        for (Table& table : all) table = with_columns(std::move(table));
        return all;
    }();
    return kTables;
}

const Table& parked_table() { return tables()[5]; }

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

std::string select_any(const Table& table, const Scope& scope) {
    return "SELECT 1 FROM " + std::string{table.name} + where_day(table, scope) + " LIMIT 1";
}

std::string select_parked(const std::vector<std::string>& digests, Side side) {
    std::string sql = "SELECT " + columns_of(parked_table()) + " FROM " +
                      from(parked_table(), side) + " WHERE digest IN (";
    for (const std::string& digest : digests) {
        if (&digest != &digests.front()) sql.push_back(',');
        append_text(sql.append("UNHEX("), digest);
        sql.push_back(')');
    }
    return sql.append(")");
}

std::string select_unread(const Scope& scope, const std::string& above, size_t limit) {
    std::string sql = "SELECT HEX(digest) FROM parked WHERE day=0 AND HEX(digest)>";
    append_text(sql, above);
    sql.append(in_scope(parked_table(), scope)).append(" ORDER BY HEX(digest) LIMIT ");
    append_integer(sql, static_cast<int64_t>(limit));
    return sql;
}

std::string count_pruned_parked(const Scope& scope) {
    return "SELECT COUNT(*) FROM parked WHERE day IN (0," + std::to_string(scope.day) +
           ") AND digest IN (SELECT digest FROM pruned_parked)" + in_scope(parked_table(), scope);
}

std::string select_unread_missing(const std::string& shadow) {
    return "SELECT 1 FROM `" + shadow +
           "`.parked AS new WHERE new.seq=0 AND NOT EXISTS (SELECT 1 FROM parked AS here WHERE "
           "here.digest=new.digest) AND NOT EXISTS (SELECT 1 FROM parked_settled AS settled WHERE "
           "settled.digest=new.digest) AND NOT EXISTS (SELECT 1 FROM pruned_parked AS pruned WHERE "
           "pruned.digest=new.digest) LIMIT 1";
}

}  // namespace replay
