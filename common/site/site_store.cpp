#include "common/site/site_store.h"

#include "common/audit/audit.h"
#include "common/db/columns.h"
#include "common/db/literal.h"
#include "common/db/now.h"
#include "common/site/day_store.h"

namespace site {

using base::Errc;
using base::Error;
using base::Result;

namespace {

std::string update_of(const SiteState& from, const SiteState& to) {
    std::string sql = "UPDATE site_state SET state=";
    db::append_text(sql, name_of(to.state));
    sql += ",epoch=";
    db::append_integer(sql, to.epoch);
    sql += ",since_us=";
    db::append_integer(sql, to.since_us);
    sql += ",by_whom=";
    db::append_text(sql, to.who);
    sql += ",reason=";
    db::append_text(sql, to.why);
    sql += " WHERE one=1 AND state=";
    db::append_text(sql, name_of(from.state));
    sql += " AND epoch=";
    db::append_integer(sql, from.epoch);
    return sql;
}

std::string change_of(const SiteState& state) {
    return "{\"state\":\"" + std::string{name_of(state.state)} +
           "\",\"epoch\":" + std::to_string(state.epoch) + "}";
}

// Nothing is sent on a day that is over: customers would log in to be refused.
base::Status day_goes_on(db::Session& session) {
    const auto now_us = db::read_now_us(session);
    if (!now_us.ok()) return now_us.error();
    const auto day = read_day(session);
    if (!day.ok()) return day.error();
    if (!day.value()) return base::Unit{};  // the verdict says it
    const auto over = day_over(*day.value(), now_us.value());
    if (over) return Error{Errc::Invalid, "day: " + *over};
    return base::Unit{};
}

// Inside the transaction.
Result<SiteState> move(db::Session& session, Action action, const audit::Person& who,
                       std::string_view why, int64_t now_us, const Evidence& evidence) {
    const auto now = read(session);
    if (!now.ok()) return now.error();
    const auto wanted = next(now.value(), action, who.name, why, now_us);
    if (!wanted.ok()) return wanted.error();
    if (action == Action::Activate && !evidence.degraded) {
        if (const auto asked = day_goes_on(session); !asked.ok()) return asked.error();
    }
    const auto moved = session.execute(update_of(now.value(), wanted.value()));
    if (!moved.ok()) return moved.error();
    if (moved.value() != 1) {
        return Error{Errc::Retryable, "state: somebody else changed it meanwhile"};
    }
    std::string detail = std::string{name_of(now.value().state)} + " to " +
                         std::string{name_of(wanted.value().state)} + ", epoch " +
                         std::to_string(wanted.value().epoch) + ": " + std::string{why};
    if (!evidence.books.empty()) detail += "; books: " + evidence.books;
    const std::string name =
        "site " + std::string{name_of(action)} + (evidence.degraded ? " degraded" : "");
    const auto recorded = audit::record(session, now_us, who, name, detail,
                                        {change_of(now.value()), change_of(wanted.value())});
    if (!recorded.ok()) return recorded.error();
    return wanted;
}

}  // namespace

Result<SiteState> read(db::Session& session) {
    const auto rows =
        session.query("SELECT state+0,epoch,since_us,by_whom,reason FROM site_state WHERE one=1");
    if (!rows.ok()) return rows.error();
    if (rows.value().size() != 1) return Error{Errc::Fatal, "site_state: has no row"};
    db::Columns columns{rows.value()[0]};
    SiteState state;
    state.state = columns.choice<State>();
    state.epoch = columns.integer();
    state.since_us = columns.integer();
    state.who = columns.text();
    state.why = columns.text();
    return state;
}

Result<SiteState> apply(db::Session& session, Action action, const audit::Person& who,
                        std::string_view why, int64_t now_us, const Evidence& evidence) {
    if (const auto begun = session.begin(); !begun.ok()) return begun.error();
    auto moved = move(session, action, who, why, now_us, evidence);
    if (!moved.ok()) {
        session.rollback();
        return moved;
    }
    if (const auto committed = session.commit(); !committed.ok()) return committed.error();
    return moved;
}

}  // namespace site
