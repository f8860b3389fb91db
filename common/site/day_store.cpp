#include "common/site/day_store.h"

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

Status write(db::Session& session, const std::optional<TradingDay>& before, const TradingDay& day,
             const audit::Person& who, std::string_view why, int64_t now_us) {
    const auto row = session.execute("REPLACE INTO trading_day " + values_of(day));
    if (!row.ok()) return row.error();
    // Of the open day again: who has moved its end, and when.
    TradingDay opening = day;
    opening.who = who.name;
    opening.why = why;
    opening.opened_us = now_us;
    const auto history = session.execute("INSERT INTO days_opened " + values_of(opening));
    if (!history.ok()) return history.error();
    const std::string detail = (before ? std::to_string(before->day) : std::string{"none"}) +
                               " to " + std::to_string(day.day) + ": " + std::string{why};
    return audit::record(session, now_us, who, "day open", detail,
                         {change_of(before), change_of(day)});
}

// Inside the transaction.
Result<TradingDay> move(db::Session& session, const DayWish& wish, const audit::Person& who,
                        std::string_view why, int64_t now_us) {
    // Where no row is there yet to be locked, two that open at once meet at the site's.
    const auto locked = session.query("SELECT one FROM site_state FOR UPDATE");
    if (!locked.ok()) return locked.error();
    const auto before = read_day(session);
    if (!before.ok()) return before.error();
    auto after = next_day(before.value(), wish, who.name, why, now_us);
    if (!after.ok()) return after;
    if (before.value() == after.value()) return after;
    if (const Status done = write(session, before.value(), after.value(), who, why, now_us);
        !done.ok()) {
        return done.error();
    }
    return after;
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
    if (const Status begun = session.begin(); !begun.ok()) return begun.error();
    auto moved = move(session, wish, who, why, now_us);
    if (!moved.ok()) {
        session.rollback();
        return moved;
    }
    if (const Status done = session.commit(); !done.ok()) return done.error();
    return moved;
}

}  // namespace site
