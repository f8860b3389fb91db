#include "common/books/parked_statements.h"

#include "common/books/parked.h"
#include "common/db/literal.h"

namespace books {

using db::append_bytes;
using db::append_integer;
using db::append_text;

namespace {

constexpr size_t kReasonBytes = 200;  // of the column
constexpr std::string_view kSeenAgain = " ON DUPLICATE KEY UPDATE seen=seen+1";

// From `source` on, without the comma in front.
void append_place(std::string& sql, const events::Refusal& refusal, int64_t now_us) {
    append_text(sql, refusal.source);
    for (const int64_t number : {static_cast<int64_t>(refusal.day), refusal.seq}) {
        append_integer(sql.append(","), number);
    }
    append_text(sql.append(","), std::string_view{refusal.reason}.substr(0, kReasonBytes));
    append_integer(sql.append(","), now_us);
}

void append_names(std::string& sql, const std::set<std::string>& sources) {
    for (const std::string& source : sources) {
        append_text(sql.append(&source == &*sources.begin() ? "(" : ","), source);
    }
    sql.append(")");
}

// Which rows are counted, and what of them.
std::string counted(std::string_view row) {
    const std::string name{row};
    return name + ".body_bytes IS NULL AND LENGTH(" + name + ".body)>" +
           std::to_string(kParkedBeginning);
}

}  // namespace

std::vector<std::string> insert_parked(const std::vector<const events::Refusal*>& parked,
                                       int32_t partition, int64_t now_us) {
    std::vector<std::string> statements;
    size_t bytes = 0;
    for (const events::Refusal* refusal : parked) {
        bytes += refusal->text.size();
        const bool fits = !statements.empty() && bytes <= events::kBodyBytesMax;
        if (!fits) {
            bytes = refusal->text.size();
            if (!statements.empty()) statements.back().append(kSeenAgain);
            statements.emplace_back(
                "INSERT INTO parked (part,body,digest,source,day,seq,reason,parked_us) VALUES ");
        }
        std::string& sql = statements.back();
        append_integer(sql.append(fits ? ",(" : "("), partition);
        append_bytes(sql.append(","), refusal->text);
        // An expression may use the columns left of it: the body, which may be megabytes, is sent
        // once.
        sql.append(",UNHEX(MD5(CONCAT(part,':',body))),");
        append_place(sql, *refusal, now_us);
        sql.append(")");
    }
    if (!statements.empty()) statements.back().append(kSeenAgain);
    return statements;
}

std::string insert_parked_beginning(const events::Refusal& refusal, int32_t partition,
                                    int64_t now_us) {
    std::string sql =
        "INSERT INTO parked (part,body,body_bytes,cut_account,digest,source,day,seq,reason,"
        "parked_us) SELECT ";
    append_integer(sql, partition);
    append_integer(sql.append(",LEFT(whole,"), static_cast<int64_t>(kParkedBeginning));
    // The account as the table computes it of a whole body (schemas/sql/0021_parked_bytes.sql).
    sql.append(
        "),LENGTH(whole),IF(JSON_VALUE(CONVERT(whole USING latin1),'$.kind')='command',NULL,"
        "LEFT(JSON_VALUE(CONVERT(whole USING latin1),'$.account'),16)),UNHEX(MD5(CONCAT(");
    append_integer(sql, partition);
    append_place(sql.append(",':',whole))),"), refusal, now_us);
    append_bytes(sql.append(" FROM (SELECT "), refusal.text);
    return sql.append(" AS whole) AS sent").append(kSeenAgain);
}

std::string lock_parked_bytes(const std::set<std::string>& sources) {
    std::string sql = "INSERT INTO parked_bytes (source,bytes) VALUES ";
    for (const std::string& source : sources) {
        append_text(sql.append(&source == &*sources.begin() ? "(" : ",("), source);
        sql.append(",0)");
    }
    return sql.append(" ON DUPLICATE KEY UPDATE bytes=bytes");
}

std::string select_parked_bytes(const std::set<std::string>& sources) {
    std::string sql = "SELECT source,bytes FROM parked_bytes WHERE source IN ";
    append_names(sql, sources);
    return sql.append(" FOR UPDATE");
}

std::string write_parked_bytes(const std::map<std::string, int64_t>& bytes) {
    std::string sql = "INSERT INTO parked_bytes (source,bytes) VALUES ";
    for (const auto& [source, its] : bytes) {
        append_text(sql.append(source == bytes.begin()->first ? "(" : ",("), source);
        append_integer(sql.append(","), its);
        sql.append(")");
    }
    return sql.append(" ON DUPLICATE KEY UPDATE bytes=VALUES(bytes)");
}

std::string release_parked_bytes(const std::string& digest) {
    std::string sql =
        "UPDATE parked_bytes AS used JOIN parked AS gone ON used.source IN (gone.source,";
    append_text(sql, kAllSources);
    return sql +
           ") SET used.bytes=GREATEST(0,used.bytes-LENGTH(gone.body)) WHERE gone.digest=" + digest +
           " AND " + counted("gone");
}

std::vector<std::string> count_parked_bytes(const std::string& schema) {
    const std::string table = "`" + schema + "`.parked_bytes";
    const std::string rows = " FROM `" + schema + "`.parked AS kept WHERE " + counted("kept");
    std::string sql = "INSERT INTO " + table + " (source,bytes) SELECT source,SUM(LENGTH(body))" +
                      rows + " GROUP BY source UNION ALL SELECT ";
    append_text(sql, kAllSources);
    return {"DELETE FROM " + table, sql + ",COALESCE(SUM(LENGTH(body)),0)" + rows};
}

}  // namespace books
