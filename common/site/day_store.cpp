#include "common/site/day_store.h"

#include <functional>
#include <string>

#include "common/audit/audit.h"
#include "common/db/columns.h"
#include "common/db/literal.h"

namespace site {

using base::Errc;
using base::Error;
using base::Result;
using base::Status;
using base::Unit;

namespace {

std::string values_of(const TradingDay& day) {
    std::string sql = "(day,opened_us,ends_us,by_whom,reason) VALUES (";
    db::append_integer(sql, day.day);
    db::append_integer(sql.append(","), day.opened_us);
    db::append_integer(sql.append(","), day.ends_us);
    for (const std::string_view text : {std::string_view{day.who}, std::string_view{day.why}}) {
        sql += ",";
        db::append_text(sql, text);
    }
    return sql + ")";
}

std::string change_of(const std::optional<TradingDay>& day) {
    return "{\"day\":" + std::to_string(day ? day->day : 0) +
           ",\"ends_us\":" + std::to_string(day ? day->ends_us : 0) + "}";
}

struct Act {
    std::string_view name;  // in the audit
    const audit::Person& who;
    std::string_view why;
    int64_t now_us = 0;
};

Status write(db::Session& session, const std::optional<TradingDay>& before, const TradingDay& day,
             const Act& act) {
    const auto row = session.execute("REPLACE INTO trading_day " + values_of(day));
    if (!row.ok()) return row.error();
    // Of the open day again: who has moved its end, and when.
    TradingDay opening = day;
    opening.who = act.who.name;
    opening.why = act.why;
    opening.opened_us = act.now_us;
    const auto history = session.execute("INSERT INTO days_opened " + values_of(opening));
    if (!history.ok()) return history.error();
    const std::string detail = (before ? std::to_string(before->day) : std::string{"none"}) +
                               " to " + std::to_string(day.day) + ": " + std::string{act.why};
    return audit::record(session, act.now_us, act.who, act.name, detail,
                         {change_of(before), change_of(day)});
}

using Rule = std::function<Result<TradingDay>(const std::optional<TradingDay>& now)>;

// Inside the transaction.
Result<TradingDay> move(db::Session& session, const Act& act, const Rule& rule) {
    // Where no row is there yet to be locked, two that open at once meet at the site's.
    const auto locked = session.query("SELECT one FROM site_state FOR UPDATE");
    if (!locked.ok()) return locked.error();
    const auto before = read_day(session);
    if (!before.ok()) return before.error();
    auto after = rule(before.value());
    if (!after.ok()) return after;
    if (before.value() == after.value()) return after;
    const Status done = write(session, before.value(), after.value(), act);
    if (!done.ok()) return done.error();
    return after;
}

Result<TradingDay> in_one_transaction(db::Session& session, const Act& act, const Rule& rule) {
    if (const Status begun = session.begin(); !begun.ok()) return begun.error();
    auto moved = move(session, act, rule);
    if (!moved.ok()) {
        session.rollback();
        return moved;
    }
    if (const Status done = session.commit(); !done.ok()) return done.error();
    return moved;
}

}  // namespace

Result<std::optional<TradingDay>> read_day(db::Session& session) {
    const auto rows = session.query("SELECT day,opened_us,ends_us,by_whom,reason FROM trading_day");
    if (!rows.ok()) return rows.error();
    if (rows.value().empty()) return std::optional<TradingDay>{};
    db::Columns columns{rows.value().front()};
    TradingDay day;
    day.day = columns.as<uint32_t>();
    day.opened_us = columns.integer();
    day.ends_us = columns.integer();
    day.who = columns.text();
    day.why = columns.text();
    return std::optional<TradingDay>{std::move(day)};
}

Result<uint32_t> require_day(db::Session& session) {
    const auto day = read_day(session);
    if (!day.ok()) return day.error();
    if (!day.value()) return Error{Errc::Invalid, std::string{kNoDay}};
    return day.value()->day;
}

Result<TradingDay> open_day(db::Session& session, const DayWish& wish, const audit::Person& who,
                            std::string_view why, int64_t now_us) {
    return in_one_transaction(session, {"day open", who, why, now_us}, [&](const auto& now) {
        return next_day(now, wish, who.name, why, now_us);
    });
}

Result<TradingDay> close_day(db::Session& session, const audit::Person& who, std::string_view why,
                             int64_t now_us) {
    return in_one_transaction(session, {"day close", who, why, now_us}, [&](const auto& now) {
        return closed_day(now, who.name, why, now_us);
    });
}

}  // namespace site
