#include "producers/ctl/messages/parked_store.h"

#include "common/books/parked_statements.h"
#include "common/db/columns.h"
#include "common/db/literal.h"
#include "common/events/characters.h"
#include "common/events/event.h"

namespace ctl {

using base::Errc;
using base::Error;
using base::Result;
using base::Status;
using base::Unit;
using db::literal;

namespace {

constexpr const char* kReason = "IF(COALESCE(r.reason,'')='',p.reason,r.reason)";
// What is no JSON has no account: NULL.
constexpr const char* kAccount =
    "IF(p.body_bytes IS NULL,JSON_VALUE(CONVERT(p.body USING utf8mb4),'$.account'),p.cut_account)";
constexpr const char* kFrom = " FROM parked p LEFT JOIN redrives r ON r.digest=p.digest WHERE ";

// An event may be parked because its account is none: what could not be one is not shown.
std::string account_of(std::string text) {
    const bool may_be =
        text.size() <= events::kAccountMax && events::all_of_class(text, events::kAccountChar);
    return may_be ? text : std::string{};
}

ParkedRow read_row(const db::Row& row) {
    db::Columns columns{row};
    ParkedRow parked;
    parked.digest = columns.text();
    parked.partition = columns.as<int32_t>();
    parked.source = columns.text();
    parked.day = columns.integer();
    parked.seq = columns.integer();
    parked.account = account_of(columns.text());
    parked.reason = columns.text();
    parked.seen = columns.integer();
    parked.parked_us = columns.integer();
    parked.attempt = columns.integer();
    parked.kept_bytes = columns.integer();
    parked.body_bytes = columns.integer();
    parked.body = columns.text();
    parked.sent = row.back();
    return parked;
}

}  // namespace

bool ParkedFilter::empty() const {
    return digest.empty() && reason.empty() && source.empty() && account.empty() && !day &&
           !partition && !since_us;
}

std::string parked_where(const ParkedFilter& filter) {
    std::string sql = "TRUE";
    if (!filter.digest.empty()) sql += " AND HEX(p.digest) LIKE " + literal(filter.digest + "%");
    if (!filter.reason.empty()) {
        sql += " AND INSTR(" + std::string{kReason} + "," + literal(filter.reason) + ")>0";
    }
    if (!filter.source.empty()) sql += " AND p.source=" + literal(filter.source);
    if (!filter.account.empty()) {
        sql += " AND " + std::string{kAccount} + "=" + literal(filter.account);
    }
    if (filter.day) sql += " AND p.day=" + std::to_string(*filter.day);
    if (filter.partition) sql += " AND p.part=" + std::to_string(*filter.partition);
    if (filter.since_us) sql += " AND p.parked_us>=" + std::to_string(*filter.since_us);
    return sql;
}

Result<std::vector<ParkedRow>> read_parked(db::Session& session, const ParkedFilter& filter,
                                           int64_t limit, ParkedOrder order, Bodies bodies) {
    const bool whole = bodies == Bodies::Read;
    const char* const way = order == ParkedOrder::NewestFirst ? " DESC" : "";
    const auto rows =
        session.query(std::string{"SELECT HEX(p.digest),p.part,p.source,p.day,p.seq,COALESCE("} +
                      kAccount + ",'')," + kReason +
                      ",p.seen,p.parked_us,COALESCE(r.attempt,0),LENGTH(p.body),"
                      "COALESCE(p.body_bytes,LENGTH(p.body))," +
                      (whole ? "p.body,r.body" : "'',NULL") + kFrom + parked_where(filter) +
                      " ORDER BY p.parked_us" + way + ",p.part" + way + ",p.seq" + way + " LIMIT " +
                      std::to_string(limit));
    if (!rows.ok()) return rows.error();
    std::vector<ParkedRow> parked;
    for (const db::Row& row : rows.value()) parked.push_back(read_row(row));
    return parked;
}

Result<int64_t> count_parked(db::Session& session, const ParkedFilter& filter) {
    const auto rows = session.query(std::string{"SELECT COUNT(*)"} + kFrom + parked_where(filter));
    if (!rows.ok()) return rows.error();
    return db::Columns{rows.value()[0]}.integer();
}

Result<std::vector<ReasonGroup>> group_parked(db::Session& session, const ParkedFilter& filter,
                                              int64_t limit) {
    const auto rows = session.query(
        std::string{"SELECT "} + kReason + ",p.source,COUNT(*),MIN(p.parked_us),MAX(p.parked_us)" +
        kFrom + parked_where(filter) + " GROUP BY 1,2 ORDER BY 3 DESC,1,2 LIMIT " +
        std::to_string(limit));
    if (!rows.ok()) return rows.error();
    std::vector<ReasonGroup> groups;
    for (const db::Row& row : rows.value()) {
        db::Columns columns{row};
        ReasonGroup group;
        group.reason = columns.text();
        group.source = columns.text();
        group.count = columns.integer();
        group.oldest_us = columns.integer();
        group.newest_us = columns.integer();
        groups.push_back(std::move(group));
    }
    return groups;
}

Status move_settled(db::Session& session, const std::string& digest, std::string_view outcome,
                    std::string_view who, std::string_view why, int64_t now_us) {
    const std::string where = " WHERE digest=UNHEX(" + literal(digest) + ")";
    const auto copied = session.execute(
        "INSERT INTO parked_settled (digest,part,source,day,seq,reason,body,body_bytes,cut_account,"
        "seen,parked_us,outcome,by_whom,why,settled_us) SELECT digest,part,source,day,seq,reason,"
        "body,body_bytes,cut_account,seen,parked_us," +
        literal(outcome) + "," + literal(who) + "," + literal(why) + "," + std::to_string(now_us) +
        " FROM parked" + where + " FOR UPDATE");
    if (!copied.ok()) return copied.error();
    if (copied.value() != 1) {
        return Error{Errc::Invalid, "digest: " + digest + " is settled already"};
    }
    const auto released =
        session.execute(books::release_parked_bytes("UNHEX(" + literal(digest) + ")"));
    if (!released.ok()) return released.error();
    for (const char* table : {"parked", "redrives"}) {
        const auto gone = session.execute("DELETE FROM " + std::string{table} + where);
        if (!gone.ok()) return gone.error();
    }
    return Unit{};
}

}  // namespace ctl
