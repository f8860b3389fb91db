#include "consumers/squareoff/statements.h"

#include "common/db/literal.h"
#include "common/events/command_content.h"

namespace squareoff {

using events::name_of;
using Type = db::Rows::Type;

namespace {

// Columns are VARCHAR(200).
std::string_view cut(std::string_view reason) { return reason.substr(0, 200); }

}  // namespace

std::string select_commands(const std::vector<std::string>& ids) {
    return "SELECT id,body FROM commands WHERE id IN " + db::text_list(ids);
}

std::string note_route(events::Exchange exchange, const std::string& session) {
    std::string sql = "INSERT INTO exchange_routes (exchange,session) VALUES (";
    db::append_text(sql, events::name_of(exchange));
    db::append_text(sql.append(","), session);
    return sql.append(") ON DUPLICATE KEY UPDATE session=VALUES(session)");
}

std::string select_open_accounts(int32_t partition, uint32_t day) {
    // For DISTINCT the server would rather read the whole index of accounts.
    return "SELECT DISTINCT account FROM commands FORCE INDEX (open_ones) WHERE part=" +
           std::to_string(partition) + " AND ended_us=0 AND day=" + std::to_string(day);
}

std::string select_open_commands(const std::vector<std::string>& accounts, uint32_t day) {
    return "SELECT account,id,body,state+0,reason,accepted_us FROM commands WHERE account IN " +
           db::text_list(accounts) + " AND day=" + std::to_string(day) +
           " AND ended_us=0 ORDER BY accepted_us,id";
}

std::string select_rows(const std::vector<std::string>& command_ids) {
    return "SELECT command_id,number,action+0,exchange+0,segment+0,token,product+0,side+0,"
           "exchange_order_id,asked,wanted,done,attempts,state+0,reason FROM command_rows "
           "WHERE command_id IN " +
           db::text_list(command_ids) + " ORDER BY command_id,number";
}

namespace {

db::Rows command_rows(const std::vector<const CommandState*>& commands, int32_t partition,
                      std::string_view tail) {
    db::Rows rows{
        "INSERT INTO commands (id,account,part,day,action,origin,who,epoch,issued_us,expires_us,"
        "body,state,reason,accepted_us,ended_us) VALUES ",
        {Type::Text, Type::Text, Type::Integer, Type::Integer, Type::Choice, Type::Choice,
         Type::Text, Type::Integer, Type::Integer, Type::Integer, Type::Text, Type::Choice,
         Type::Text, Type::Integer, Type::Integer},
        tail};
    for (const CommandState* state : commands) {
        const events::Command& command = state->command;
        rows.text(command.id).text(command.account).integer(partition).integer(command.day);
        rows.choice(command.action).choice(command.origin).text(command.who);
        rows.integer(command.epoch).integer(command.issued_us).integer(command.expires_us);
        rows.text(state->body).choice(state->phase).text(cut(state->reason));
        rows.integer(state->accepted_us).integer(state->ended_us);
    }
    return rows;
}

}  // namespace

db::Rows insert_commands(const std::vector<const CommandState*>& commands, int32_t partition) {
    return command_rows(commands, partition, "");
}

db::Rows upsert_commands(const std::vector<const CommandState*>& commands, int32_t partition) {
    return command_rows(commands, partition,
                        " ON DUPLICATE KEY UPDATE state=VALUES(state),reason=VALUES(reason),"
                        "ended_us=VALUES(ended_us)");
}

db::Rows upsert_rows(const std::vector<const CommandState*>& commands) {
    db::Rows rows{
        "INSERT INTO command_rows (command_id,number,action,exchange,segment,token,product,side,"
        "exchange_order_id,asked,wanted,done,attempts,state,reason) VALUES ",
        {Type::Text, Type::Integer, Type::Choice, Type::Choice, Type::Choice, Type::Integer,
         Type::Choice, Type::Choice, Type::Text, Type::Integer, Type::Integer, Type::Integer,
         Type::Integer, Type::Choice, Type::Text},
        " ON DUPLICATE KEY UPDATE side=VALUES(side),asked=VALUES(asked),wanted=VALUES(wanted),"
        "done=VALUES(done),"
        "attempts=VALUES(attempts),state=VALUES(state),reason=VALUES(reason)"};
    for (const CommandState* state : commands) {
        for (const CommandRow& row : state->rows) {
            rows.text(state->command.id).integer(row.number).choice(row.action);
            rows.choice(row.key.instrument.exchange).choice(row.key.instrument.segment);
            rows.integer(row.key.instrument.token).choice(row.key.product).choice(row.side);
            rows.text(row.exchange_order_id).integer(row.asked).integer(row.wanted);
            rows.integer(row.done).integer(row.attempts).choice(row.state).text(cut(row.reason));
        }
    }
    return rows;
}

std::string select_left_open(int32_t partition, uint32_t day, uint32_t after_day,
                             const std::string& after_account, size_t accounts_max) {
    const std::string after = std::to_string(after_day);
    return "SELECT DISTINCT day,account FROM commands FORCE INDEX (open_ones) WHERE part=" +
           std::to_string(partition) + " AND ended_us=0 AND day<>" + std::to_string(day) +
           " AND (day>" + after + " OR day=" + after + " AND account>" +
           db::literal(after_account) + ") ORDER BY day,account LIMIT " +
           std::to_string(accounts_max);
}

std::vector<std::string> end_illegible(const std::vector<std::string>& ids, int64_t now_us) {
    if (ids.empty()) return {};
    const std::string which = " IN " + db::text_list(ids);
    return {
        "UPDATE command_rows SET state=IF(action='exit' AND done>0,'partial','expired'),"
        "reason='day: over' WHERE state IN ('waiting','working') AND command_id" +
            which,
        "UPDATE commands SET state='done',reason='day: over',ended_us=" + std::to_string(now_us) +
            " WHERE id" + which};
}

std::string insert_refused(const events::Command& command, int32_t partition,
                           const std::string& body, const std::string& reason, int64_t now_us) {
    std::string sql =
        "INSERT INTO commands (id,account,part,day,action,origin,who,epoch,issued_us,expires_us,"
        "body,state,reason,accepted_us,ended_us) VALUES (";
    db::append_text(sql, command.id);
    sql += ",";
    db::append_text(sql, command.account);
    sql += "," + std::to_string(partition) + "," + std::to_string(command.day) + ",";
    db::append_text(sql, name_of(command.action));
    sql += ",";
    db::append_text(sql, name_of(command.origin));
    sql += ",";
    db::append_text(sql, command.who);
    sql += "," + std::to_string(command.epoch) + "," + std::to_string(command.issued_us) + "," +
           std::to_string(command.expires_us) + ",";
    db::append_text(sql, body);
    sql += ",'refused',";
    db::append_text(sql, cut(reason));
    const std::string now = std::to_string(now_us);
    return sql + "," + now + "," + now + ") ON DUPLICATE KEY UPDATE id=commands.id";
}

std::string select_body(const std::string& command_id) {
    std::string sql = "SELECT body FROM commands WHERE id=";
    db::append_text(sql, command_id);
    return sql;
}

std::string insert_conflict(const events::Command& command, const std::string& body,
                            const std::string& field, int64_t now_us) {
    std::string sql =
        "INSERT INTO command_conflicts (id,digest,account,field,body,first_us,last_us) VALUES (";
    db::append_text(sql, command.id);
    sql += ",UNHEX(MD5(";
    db::append_text(sql, events::content_of(command));
    sql += ")),";
    db::append_text(sql, command.account);
    sql += ",";
    db::append_text(sql, field);
    sql += ",";
    db::append_text(sql, body);
    const std::string now = std::to_string(now_us);
    return sql + "," + now + "," + now +
           ") ON DUPLICATE KEY UPDATE seen=seen+1,last_us=VALUES(last_us)";
}

}  // namespace squareoff
