#include "consumers/archive/head_statements.h"

#include "common/db/literal.h"
#include "common/db/now.h"

namespace archive {

using db::append_integer;
using db::append_text;

std::string upsert_heads(Heads::const_iterator begin, Heads::const_iterator end) {
    // By a SELECT: at READ COMMITTED it does not wait for a ledger that has a watermark under way,
    // as a subquery of INSERT … VALUES would.
    std::string sql =
        "INSERT INTO record_heads (part,source,day,seq,updated_us) WITH told (part,source,day,seq) "
        "AS (VALUES ";
    for (auto head = begin; head != end; ++head) {
        const auto& [key, seq] = *head;
        append_integer(sql.append(head == begin ? "(" : ",("), key.partition);
        append_text(sql.append(","), key.stream.source);
        append_integer(sql.append(","), key.stream.day);
        append_integer(sql.append(","), seq);
        sql.push_back(')');
    }
    sql.append(") SELECT part,source,day,seq,").append(db::kNowUs);
    // In this order: the first expression must still see the old number. Where the books lack that
    // one already, it is since then that they are behind. A negative number is one of
    // kSetHeadsAside.
    return sql.append(
        " FROM told ON DUPLICATE KEY UPDATE updated_us=IF(VALUES(seq)>ABS(record_heads.seq) AND "
        "ABS(record_heads.seq)<=(SELECT w.seq FROM watermarks w WHERE w.part=record_heads.part AND "
        "w.source=record_heads.source AND w.day=record_heads.day),VALUES(updated_us),"
        "record_heads.updated_us),seq=GREATEST(record_heads.seq,VALUES(seq))");
}

const std::string_view kSetHeadsAside = "UPDATE record_heads SET seq=-seq WHERE seq>0";
const std::string_view kForgetAside = "DELETE FROM record_heads WHERE seq<0";

std::string select_progress(const std::string& folder) {
    std::string sql = "SELECT through FROM record_progress WHERE folder=";
    append_text(sql, folder);
    return sql;
}

std::string update_missing(const std::string& folder, int64_t files) {
    std::string sql = "UPDATE record_progress SET missing_files=";
    append_integer(sql, files);
    append_text(sql.append(" WHERE folder="), folder);
    return sql;
}

std::string upsert_progress(const std::string& folder, int64_t through) {
    std::string sql = "INSERT INTO record_progress (folder,through) VALUES (";
    append_text(sql, folder);
    append_integer(sql.append(","), through);
    return sql.append(") ON DUPLICATE KEY UPDATE through=VALUES(through)");
}

}  // namespace archive
