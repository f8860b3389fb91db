#include "common/books/tails.h"

#include "common/db/columns.h"
#include "common/db/literal.h"

namespace books {
namespace {

using db::append_integer;

// Older ones were settled long ago, and a ledger need not look at them ten times a second.
constexpr int64_t kOldestUs = int64_t{15} * 86'400'000'000;
constexpr int64_t kStreamsMax = 1'000;

}  // namespace

std::string select_tails(const TailQuestion& question) {
    const int64_t before_us = question.now_us - question.settle_us;
    std::string sql =
        "SELECT r.source,r.day,COALESCE(w.seq,0),r.seq FROM record_heads r LEFT JOIN watermarks w "
        "ON w.source=r.source AND w.day=r.day AND w.part=r.part WHERE r.part=";
    append_integer(sql, question.partition);
    append_integer(sql.append(" AND r.updated_us>"), question.now_us - kOldestUs);
    append_integer(sql.append(" AND r.updated_us<="), before_us);
    sql.append(" AND r.seq>COALESCE(w.seq,0)");
    append_integer(sql.append(" AND COALESCE(w.updated_us,0)<="), before_us);
    append_integer(sql.append(" AND NOT EXISTS (SELECT 1 FROM watermarks x WHERE x.part="),
                   question.partition);
    append_integer(sql.append(" AND x.updated_us>"), before_us - question.settle_us);
    db::append_text(sql.append(" AND x.owner<>"), question.owner);
    append_integer(sql.append(") LIMIT "), kStreamsMax);
    return sql;
}

base::Result<Tails> read_tails(db::Session& session, const TailQuestion& question) {
    const auto rows = session.query(select_tails(question));
    if (!rows.ok()) return rows.error();
    Tails tails;
    for (const db::Row& row : rows.value()) {
        db::Columns columns{row};
        StreamId stream{columns.text(), columns.as<uint32_t>()};
        const int64_t mark = columns.integer();
        tails[std::move(stream)] = {mark + 1, columns.integer()};
    }
    return tails;
}

}  // namespace books
