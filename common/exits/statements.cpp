#include "common/exits/statements.h"

#include "common/db/literal.h"
#include "common/db/now.h"
#include "common/exits/transitions.h"

namespace exits {

using db::literal;

namespace {

using Type = db::Rows::Type;

constexpr size_t kReasonBytes = 200;  // of the column

std::string_view cut(std::string_view reason) { return reason.substr(0, kReasonBytes); }

// The rows that the word may move.
std::string before(Word word, const std::string& table = {}) {
    std::string sql = table + "state IN (";
    for (const State state : states_before(word)) {
        if (sql.back() != '(') sql.push_back(',');
        sql.append("'").append(events::name_of(state)).append("'");
    }
    return sql + ")";
}

std::string named(const std::vector<std::string>& ids, const std::string& table = {}) {
    return " WHERE " + table + "client_order_id IN " + db::text_list(ids) + " AND ";
}

// Rows that have not been sent: planned, or marked by an earlier try of this very marking.
std::string not_sent(const std::string& session, const std::vector<std::string>& ids,
                     const std::string& mark, Word word) {
    return named(ids, "e.") + "e.session=" + literal(session) + " AND " + before(word, "e.") +
           " AND (e.state='planned' OR e.sender=" + literal(mark) + ")";
}

// What was planned on one day is sent on no other, whoever starts first in the morning.
constexpr std::string_view kOfDay = "LEFT JOIN trading_day t ON t.day=e.day";
std::string is_of_no_day() {
    return "(t.day IS NULL OR t.ends_us<=" + std::string{db::kNowUs} + ")";
}

// MariaDB assigns from left to right: what the reason depends on is assigned after it.
std::string into_doubt(const std::string& reason, int64_t now_us) {
    return "UPDATE exits SET reason=" + reason +
           ",state='doubt',ended_us=0,resolved_us=0,doubt_us=" + std::to_string(now_us);
}

// Of whatever day: what was sent before midnight may have its fill after it.
std::string not_in_books() {
    return "NOT EXISTS (SELECT 1 FROM orders o WHERE o.account=exits.account AND "
           "o.client_order_id=exits.client_order_id)";
}

// An exchange that has begun its next day knows no order of the last one.
std::string its_day_goes_on() {
    return "EXISTS (SELECT 1 FROM trading_day t WHERE t.day=exits.day AND t.ends_us>" +
           std::string{db::kNowUs} + ")";
}

Word word_of(Rejection kind) {
    switch (kind) {
        case Rejection::NotTaken:
            return Word::NotTaken;
        case Rejection::NotReceived:
            return Word::NotReceived;
        default:
            return Word::HearReject;
    }
}

// A row that has filled cannot have been rejected; one that lived cannot never have been there.
std::string contradicts_end(Rejection kind) {
    const std::string filled = "heard>0 OR filled>0";
    const bool never_there = kind == Rejection::NotTaken || kind == Rejection::NotReceived;
    if (!never_there) return filled;
    return filled + " OR (action='exit' AND (lived>0 OR state IN ('working','frozen')))";
}

template <class RowList, class Value>
std::string by_id(const RowList& rows, const Value& value) {
    std::string sql = "CASE client_order_id";
    for (const auto& row : rows) sql += " WHEN " + literal(row.id) + " THEN " + value(row);
    return sql + " END";
}

template <class RowList>
std::vector<std::string> ids_of(const RowList& rows) {
    std::vector<std::string> ids;
    ids.reserve(rows.size());
    for (const auto& row : rows) ids.push_back(row.id);
    return ids;
}

}  // namespace

std::string mark_rows(const std::string& session, const std::vector<std::string>& ids,
                      const std::string& mark, bool day_only) {
    return "UPDATE exits e JOIN site_state s ON s.one=1 " + std::string{kOfDay} +
           " SET e.state='sending',e.sender=" + literal(mark) +
           (day_only ? ",e.validity='day'" : "") + not_sent(session, ids, mark, Word::Mark) +
           " AND s.state='ACTIVE' AND s.epoch=e.epoch AND e.expires_us>" + std::string{db::kNowUs} +
           " AND NOT " + is_of_no_day();
}

std::string fence_rows(const std::string& session, const std::vector<std::string>& ids,
                       const std::string& mark) {
    return "UPDATE exits e JOIN site_state s ON s.one=1 " + std::string{kOfDay} +
           " SET e.state='cancelled',e.reason=IF(s.state<>'ACTIVE' OR s.epoch<>e.epoch,"
           "'epoch: fenced off',IF(" +
           is_of_no_day() + ",'day: over','expires_us: the command has expired'))" +
           not_sent(session, ids, mark, Word::Fence) +
           " AND (s.state<>'ACTIVE' OR s.epoch<>e.epoch OR e.expires_us<=" +
           std::string{db::kNowUs} + " OR " + is_of_no_day() + ")";
}

std::string put_back(const std::vector<std::string>& ids, const std::string& mark, int64_t now_us) {
    const std::string filled = "heard>0 OR filled>0";
    return "UPDATE exits SET reason=IF(" + filled +
           ",'in doubt: filled, and never sent',reason),doubt_us=IF(" + filled + "," +
           std::to_string(now_us) + ",doubt_us),sender='',state=IF(" + filled +
           ",'doubt','planned')" + named(ids) + before(Word::PutBack) +
           " AND sender=" + literal(mark);
}

std::string record_sent(const std::vector<SentRow>& rows, const std::string& mark) {
    const std::string time =
        by_id(rows, [](const SentRow& row) { return std::to_string(row.sent_us); });
    return "UPDATE exits SET sent_us=IF(sent_us<>0,sent_us," + time + "),state=IF(" +
           before(Word::OnWire) + ",'sent',state)" + named(ids_of(rows)) +
           "sender=" + literal(mark);
}

std::string refuse_rows(const std::vector<std::string>& ids, const std::string& reason) {
    return "UPDATE exits SET state='rejected',reason=" + literal(cut(reason)) + named(ids) +
           before(Word::Refuse);
}

std::string hear_fills(const std::vector<HeardRow>& rows) {
    const std::string filled = by_id(rows, [](const HeardRow& row) {
        const std::string told = std::to_string(row.filled);
        return row.all ? "GREATEST(quantity," + told + ")" : told;
    });
    // More than before: the books have all of the wait once more to show it.
    return "UPDATE exits SET short_us=IF(" + filled + ">heard,0,short_us),heard=GREATEST(heard," +
           filled + "),lived=1,resolved_us=0" + named(ids_of(rows)) + "action='exit'";
}

std::string doubt_fills(const std::vector<std::string>& ids, int64_t now_us) {
    return into_doubt(
               "CASE WHEN state='doubt' THEN reason WHEN heard>quantity THEN 'in doubt: more "
               "filled than ordered' WHEN "
               "state='planned' THEN 'in doubt: filled, and never sent' ELSE "
               "'in doubt: filled after its end' END",
               now_us) +
           named(ids) + before(Word::HearFill) +
           " AND action='exit' AND (heard>quantity OR (heard>filled AND state IN "
           "('planned','done','rejected','cancelled','doubt')))";
}

std::string doubt_living(const std::vector<std::string>& ids, int64_t now_us) {
    return into_doubt("'in doubt: it lives at the exchange, and was not sent or had been rejected'",
                      now_us) +
           named(ids) + before(Word::HearLife) + " AND action='exit' AND " + not_in_books();
}

std::string doubt_rows(const std::vector<std::string>& ids, const std::string& reason,
                       int64_t now_us) {
    return into_doubt(literal(cut("in doubt: " + reason)), now_us) + named(ids) +
           before(Word::Contradict) + " AND action='exit'";
}

std::string reject_rows(const std::vector<std::string>& ids, const std::string& reason,
                        Rejection kind, int64_t now_us) {
    const std::string filled = "heard>0 OR filled>0";
    const std::string contradicts = contradicts_end(kind);
    const std::string doubt = "in doubt: it had " +
                              std::string{kind == Rejection::Heard ? "filled" : "lived or filled"} +
                              ", then: " + reason;
    const Word word = word_of(kind);
    std::string sql = "UPDATE exits SET reason=IF(" + contradicts + "," + literal(cut(doubt)) +
                      "," + literal(cut(reason)) + "),doubt_us=IF(" + contradicts + "," +
                      std::to_string(now_us) + ",doubt_us),resolved_us=IF(" + contradicts +
                      ",0,resolved_us),state=IF(" + contradicts + ",'doubt','rejected')" +
                      named(ids) + before(word);
    if (kind == Rejection::OfCancel) sql += " AND action='cancel'";
    if (kind == Rejection::NotReceived) {
        sql += " AND (" + filled + " OR " + not_in_books() + ") AND (action='cancel' OR " +
               its_day_goes_on() + ")";
    }
    return sql;
}

namespace {

db::Rows rows_of(const std::vector<Exit>& exits, std::string_view tail) {
    db::Rows rows{
        "INSERT INTO exits (client_order_id,account,day,command_id,row_in_command,attempt,slice,"
        "action,session,epoch,exchange,segment,token,symbol,product,side,type,validity,quantity,"
        "price,target_client_order_id,target_exchange_order_id,planned_us,expires_us,state,"
        "filled,heard,reason,ended_us,doubt_us,short_us) VALUES ",
        {Type::Text,    Type::Text,    Type::Integer, Type::Text,    Type::Integer, Type::Integer,
         Type::Integer, Type::Choice,  Type::Text,    Type::Integer, Type::Choice,  Type::Choice,
         Type::Integer, Type::Text,    Type::Choice,  Type::Choice,  Type::Choice,  Type::Choice,
         Type::Integer, Type::Integer, Type::Text,    Type::Text,    Type::Integer, Type::Integer,
         Type::Choice,  Type::Integer, Type::Integer, Type::Text,    Type::Integer, Type::Integer,
         Type::Integer},
        tail};
    for (const Exit& row : exits) {
        rows.text(row.client_order_id).text(row.account).integer(row.day).text(row.command_id);
        rows.integer(row.row).integer(row.attempt).integer(row.slice).choice(row.action);
        rows.text(row.session).integer(row.epoch).choice(row.key.instrument.exchange);
        rows.choice(row.key.instrument.segment).integer(row.key.instrument.token);
        rows.text(row.symbol).choice(row.key.product).choice(row.side).choice(row.type);
        rows.choice(row.validity).integer(row.quantity).integer(row.price);
        rows.text(row.target_client_order_id).text(row.target_exchange_order_id);
        rows.integer(row.planned_us).integer(row.expires_us).choice(row.state);
        rows.integer(row.filled).integer(row.heard).text(cut(row.reason)).integer(row.ended_us);
        rows.integer(row.doubt_us).integer(row.short_us);
    }
    return rows;
}

}  // namespace

db::Rows insert_planned(const std::vector<Exit>& planned) { return rows_of(planned, ""); }

// An INSERT only in form: the rows stand, and every one of them is updated. MariaDB assigns from
// left to right, so the state, on which the others depend, comes last. The condition is may_write.
db::Rows update_by_books(const std::vector<Exit>& moved) {
    static const std::string tail = [] {
        const std::string unheard =
            "(heard=VALUES(heard) OR heard<=VALUES(filled)) AND (state<>'doubt' OR "
            "(doubt_us=VALUES(doubt_us) AND VALUES(state) NOT IN ('working','frozen')))";
        std::string sql = " ON DUPLICATE KEY UPDATE filled=VALUES(filled)";
        for (const std::string column : {"reason", "ended_us", "doubt_us", "short_us", "state"}) {
            sql += "," + column + "=IF(" + unheard + ",VALUES(" + column + ")," + column + ")";
        }
        return sql;
    }();
    return rows_of(moved, tail);
}

std::string withdraw(const std::vector<std::string>& ids, int64_t now_us) {
    return "UPDATE exits SET state='cancelled',reason='withdrawn before it was sent',ended_us=" +
           std::to_string(now_us) + named(ids) + before(Word::Withdraw);
}

}  // namespace exits
