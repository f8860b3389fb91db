#include "common/books/gate.h"

#include "common/db/columns.h"
#include "common/db/literal.h"

namespace books {

using base::Result;
using base::Status;
using base::Unit;
using db::append_integer;
using db::append_text;

namespace {

std::string of_partition(std::string sql, int32_t partition) {
    append_integer(sql, partition);
    return sql;
}

Status note_drained(db::Session& session, int32_t partition, int64_t since_us,
                    const std::string& owner, int64_t now_us) {
    const auto held = session.query(of_partition("SELECT part FROM gates WHERE part=", partition) +
                                    " FOR UPDATE");
    if (!held.ok()) return held.error();
    std::string sql = "UPDATE pauses SET drained_by=";
    append_text(sql, owner);
    sql.append(",drained_us=");
    append_integer(sql, now_us);
    sql = of_partition(std::move(sql) + " WHERE part=", partition) +
          " AND drained_by='' AND resumed_us=0 AND since_us=";
    append_integer(sql, since_us);
    const auto noted = session.execute(sql);
    if (!noted.ok()) return noted.error();
    return session.commit();
}

}  // namespace

Status build_gate(db::Session& session, int32_t partition) {
    // The plain look spares a ledger that starts anew the wait for those who hold the row.
    const auto found = session.query(of_partition("SELECT part FROM gates WHERE part=", partition));
    if (!found.ok()) return found.error();
    if (!found.value().empty()) return Unit{};
    const auto built =
        session.execute(of_partition("INSERT IGNORE INTO gates (part) VALUES (", partition) + ")");
    if (!built.ok()) return built.error();
    return Unit{};
}

Result<Passed> pass_gate(db::Session& session, int32_t partition) {
    // In this order: a pause that is committed before the gate is ours is seen, for what locks
    // reads the present.
    const auto rows =
        session.query(of_partition("SELECT gates.carried,pauses.part FROM gates LEFT JOIN pauses "
                                   "ON pauses.part=gates.part AND pauses.resumed_us=0 "
                                   "WHERE gates.part=",
                                   partition) +
                      " LOCK IN SHARE MODE");
    if (!rows.ok()) return rows.error();
    if (rows.value().empty()) {
        return base::Error{base::Errc::Fatal,
                           "partition " + std::to_string(partition) + " has no row in `gates`"};
    }
    const db::Row& row = rows.value()[0];
    return Passed{!row[1].has_value(), db::Columns{row}.integer()};
}

Result<std::optional<Pause>> read_pause(db::Session& session, int32_t partition) {
    const auto rows =
        session.query(of_partition("SELECT by_whom,reason,since_us,drained_by,drained_us,"
                                   "resumed_us FROM pauses WHERE part=",
                                   partition));
    if (!rows.ok()) return rows.error();
    if (rows.value().empty()) return std::optional<Pause>{};
    db::Columns columns{rows.value()[0]};
    Pause pause;
    pause.by = columns.text();
    pause.reason = columns.text();
    pause.since_us = columns.integer();
    pause.drained_by = columns.text();
    pause.drained_us = columns.integer();
    pause.resumed_us = columns.integer();
    return std::optional{std::move(pause)};
}

Status drain(db::Session& session, int32_t partition, int64_t since_us, const std::string& owner,
             int64_t now_us) {
    if (Status begun = session.begin(); !begun.ok()) return begun;
    Status drained = note_drained(session, partition, since_us, owner, now_us);
    if (!drained.ok()) session.rollback();
    return drained;
}

std::string resume_sql(int64_t now_us) {
    std::string sql = "UPDATE pauses SET resumed_us=";
    append_integer(sql, now_us);
    return sql + " WHERE resumed_us=0";
}

std::string pause_again_sql() { return "DELETE FROM pauses WHERE resumed_us<>0"; }

Result<bool> end_catch_up(db::Session& session, int32_t partition, int64_t resumed_us) {
    std::string sql = of_partition("DELETE FROM pauses WHERE part=", partition);
    append_integer(sql.append(" AND resumed_us<>0 AND resumed_us="), resumed_us);
    const auto done = session.execute(sql);
    if (!done.ok()) return done.error();
    return done.value() != 0;
}

}  // namespace books
