#include "common/books/gaps.h"

#include "common/db/columns.h"
#include "common/db/literal.h"

namespace books {

using base::Result;
using base::Status;
using base::Unit;
using db::append_integer;
using db::append_text;

namespace {

void append_values(std::string& sql, const StreamId& stream, int32_t partition,
                   std::initializer_list<int64_t> numbers) {
    sql.push_back('(');
    append_text(sql, stream.source);
    sql.push_back(',');
    append_integer(sql, stream.day);
    sql.push_back(',');
    append_integer(sql, partition);
    for (const int64_t number : numbers) {
        sql.push_back(',');
        append_integer(sql, number);
    }
    sql.push_back(')');
}

Result<AcceptedGaps> read_ranges(db::Session& session, std::string sql, int32_t partition) {
    append_integer(sql, partition);
    const auto rows = session.query(sql);
    if (!rows.ok()) return rows.error();
    AcceptedGaps gaps;
    for (const db::Row& row : rows.value()) {
        db::Columns columns{row};
        StreamId stream{columns.text(), columns.as<uint32_t>()};
        const int64_t first = columns.integer();
        gaps[std::move(stream)].push_back({first, columns.integer()});
    }
    return gaps;
}

Status execute(db::Session& session, const std::string& sql) {
    const auto done = session.execute(sql);
    if (!done.ok()) return done.error();
    return Unit{};
}

}  // namespace

Result<AcceptedGaps> read_accepted_gaps(db::Session& session, int32_t partition) {
    return read_ranges(
        session,
        "SELECT source,day,first_seq,through_seq FROM accepted_gaps WHERE part=", partition);
}

Result<AcceptedGaps> read_passed_gaps(db::Session& session, int32_t partition) {
    return read_ranges(
        session, "SELECT source,day,first_seq,last_seq FROM passed_gaps WHERE part=", partition);
}

std::string insert_passed_gaps(const std::vector<std::pair<StreamId, Gap>>& passed,
                               int32_t partition, int64_t now_us) {
    if (passed.empty()) return {};
    std::string sql =
        "INSERT INTO passed_gaps (source,day,part,first_seq,last_seq,passed_us) VALUES ";
    for (const auto& [stream, gap] : passed) {
        append_values(sql, stream, partition, {gap.first_missing, gap.last_missing, now_us});
        sql.push_back(',');
    }
    sql.pop_back();
    return sql;
}

Status note_gap(db::Session& session, int32_t partition, const StreamId& stream, const Gap& gap,
                int64_t held, int64_t since_us) {
    std::string sql =
        "REPLACE INTO gaps (source,day,part,first_missing,last_missing,held,since_us) VALUES ";
    append_values(sql, stream, partition, {gap.first_missing, gap.last_missing, held, since_us});
    return execute(session, sql);
}

Status forget_gap(db::Session& session, int32_t partition, const StreamId& stream) {
    std::string sql = "DELETE FROM gaps WHERE (source,day,part)=";
    append_values(sql, stream, partition, {});
    return execute(session, sql);
}

Result<bool> take_heal_request(db::Session& session, int32_t partition) {
    std::string sql = "DELETE FROM heal_requests WHERE part=";
    append_integer(sql, partition);
    const auto taken = session.execute(sql);
    if (!taken.ok()) return taken.error();
    return taken.value() > 0;
}

}  // namespace books
