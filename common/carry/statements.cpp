#include "common/carry/statements.h"

#include "common/db/literal.h"
#include "common/instruments/as_of.h"

namespace carry {

using db::append_integer;
using db::append_text;
using Type = db::Rows::Type;

namespace {

constexpr const char* kNothing =
    "open_quantity=0 AND open_value=0 AND buy_quantity=0 AND buy_value=0 AND sell_quantity=0 AND "
    "sell_value=0";

void add_key(db::Rows& rows, uint32_t day, const Opening& opening) {
    rows.text(opening.account).integer(day);
    rows.choice(opening.key.instrument.exchange).choice(opening.key.instrument.segment);
    rows.integer(opening.key.instrument.token).choice(opening.key.product);
}

}  // namespace

std::string select_accounts(const std::string& above, size_t limit) {
    std::string sql = "SELECT account FROM positions WHERE account>";
    append_text(sql, above);
    sql.append(" GROUP BY account ORDER BY account LIMIT ");
    append_integer(sql, static_cast<int64_t>(limit));
    return sql;
}

std::string select_rows(const Step& step, const std::vector<std::string>& accounts) {
    std::string sql = "SELECT p.account,p.day=";
    append_integer(sql, step.day);
    sql.append(
        ",p.exchange+0,p.segment+0,p.token,p.product+0,open_quantity,open_value,buy_quantity,"
        "buy_value,sell_quantity,sell_value,COALESCE(");
    // As it was when the position was made: the number may be another contract's by now.
    sql.append(instruments::column_as_of("expiry")).append(",0) FROM positions p");
    sql.append(instruments::join_as_of("p", std::to_string(step.from)));
    sql.append(" WHERE p.account IN ");
    sql.append(db::text_list(accounts)).append(" AND p.day IN (");
    append_integer(sql, step.from);
    append_integer(sql.append(","), step.day);
    return sql.append(") ORDER BY p.account");
}

db::Rows write_openings(uint32_t day, const std::vector<Opening>& changes) {
    db::Rows rows{
        "INSERT INTO positions (account,day,exchange,segment,token,product,open_quantity,"
        "open_value,buy_quantity,buy_value,sell_quantity,sell_value) VALUES ",
        {Type::Text, Type::Integer, Type::Choice, Type::Choice, Type::Integer, Type::Choice,
         Type::Integer, Type::Integer, Type::Integer, Type::Integer, Type::Integer, Type::Integer},
        " ON DUPLICATE KEY UPDATE open_quantity=VALUES(open_quantity),"
        "open_value=VALUES(open_value)"};
    rows.reserve(changes.size());
    for (const Opening& opening : changes) {
        add_key(rows, day, opening);
        rows.integer(opening.quantity).integer(opening.value);
        for (int zeros = 0; zeros < 4; ++zeros) rows.integer(0);
    }
    return rows;
}

std::string delete_empty(uint32_t day, const std::vector<std::string>& accounts) {
    std::string sql = "DELETE FROM positions WHERE account IN " + db::text_list(accounts);
    append_integer(sql.append(" AND day="), day);
    return sql.append(" AND ").append(kNothing);
}

db::Rows note_corrections(uint32_t day, const std::vector<Opening>& changes, int64_t now_us) {
    db::Rows rows{
        "INSERT INTO carry_corrections (account,day,exchange,segment,token,product,was_quantity,"
        "now_quantity,corrected_us) VALUES ",
        {Type::Text, Type::Integer, Type::Choice, Type::Choice, Type::Integer, Type::Choice,
         Type::Integer, Type::Integer, Type::Integer},
        " ON DUPLICATE KEY UPDATE now_quantity=VALUES(now_quantity),"
        "corrected_us=VALUES(corrected_us)"};
    rows.reserve(changes.size());
    for (const Opening& opening : changes) {
        add_key(rows, day, opening);
        rows.integer(opening.was_quantity).integer(opening.quantity).integer(now_us);
    }
    return rows;
}

std::string select_corrections(uint32_t day, size_t limit) {
    std::string sql =
        "SELECT account,exchange+0,segment+0,token,product+0,was_quantity,now_quantity FROM "
        "carry_corrections WHERE day=";
    append_integer(sql, day);
    sql.append(
        " AND was_quantity<>now_quantity ORDER BY account,exchange,segment,token,product LIMIT ");
    append_integer(sql, static_cast<int64_t>(limit));
    return sql;
}

std::string select_steps() { return "SELECT from_day,day,loaded,carried_us<>0 FROM days_carried"; }

std::string insert_step(const Step& step, int64_t now_us) {
    std::string sql = "INSERT INTO days_carried (day,from_day,loaded,begun_us) VALUES (";
    append_integer(sql, step.day);
    append_integer(sql.append(","), step.from);
    append_integer(sql.append(","), step.loaded ? 1 : 0);
    append_integer(sql.append(","), now_us);
    return sql.append(
        ") ON DUPLICATE KEY UPDATE from_day=VALUES(from_day),loaded=VALUES(loaded),"
        "begun_us=VALUES(begun_us),carried_us=0");
}

std::string finish_step(uint32_t day, const Counts& counts, int64_t now_us) {
    std::string sql = "UPDATE days_carried SET carried_us=";
    append_integer(sql, now_us);
    append_integer(sql.append(",accounts="), counts.accounts);
    append_integer(sql.append(",carried="), counts.carried);
    append_integer(sql.append(",settled="), counts.settled);
    append_integer(sql.append(",expired="), counts.expired);
    append_integer(sql.append(",left_open="), counts.left_open);
    append_integer(sql.append(" WHERE day="), day);
    return sql;
}

std::string lock_steps(const std::vector<Step>& steps, bool alone) {
    std::string sql = "SELECT day FROM days_carried WHERE day IN (";
    for (const Step& step : steps) {
        append_integer(sql, step.day);
        sql.push_back(',');
    }
    sql.back() = ')';
    return sql.append(alone ? " FOR UPDATE" : " LOCK IN SHARE MODE");
}

}  // namespace carry
