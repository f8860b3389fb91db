#include "common/exits/rows.h"

#include <algorithm>

#include "common/db/literal.h"
#include "common/db/now.h"

namespace exits {

using db::literal;

namespace {

constexpr std::string_view kColumns =
    "account,day,client_order_id,command_id,row_in_command,attempt,slice,action+0,session,epoch,"
    "exchange+0,segment+0,token,product+0,symbol,side+0,type+0,validity+0,quantity,price,"
    "target_client_order_id,target_exchange_order_id,state+0,filled,heard,reason,sender,"
    "planned_us,expires_us,sent_us,ended_us,doubt_us,short_us,lived,resolved_us";

// As Exit::target_had_no_number.
constexpr const char* kNumberWasUnknown = "target_exchange_order_id IN ('',target_client_order_id)";

std::string select(std::string_view what, const std::string& where) {
    return "SELECT " + std::string{what} + " FROM exits" + where;
}

// Few rows have no end, and ten days of rows have one. Without the hint the server trusts old
// statistics and reads the whole table.
std::string open_of(const std::string& sessions) {
    return " FORCE INDEX (open_ones) WHERE session " + sessions + " AND ended_us=0";
}

// Of a row without an end: an answer takes a moment, and has not come in it.
std::string is_unanswered() {
    return "(state IN ('sending','sent') AND GREATEST(planned_us,sent_us)<=" +
           std::string{db::kNowUs} + "-" + std::to_string(kUnansweredUs) + ")";
}

}  // namespace

bool is_in_doubt(const Exit& row, int64_t now_us) {
    if (row.ended_us != 0) return false;
    if (row.state == State::Doubt) return true;
    const bool asked = row.state == State::Sending || row.state == State::Sent;
    return asked && std::max(row.planned_us, row.sent_us) <= now_us - kUnansweredUs;
}

std::string select(const std::string& where) { return select(kColumns, where); }

Exit read(db::Columns& columns) {
    Exit row;
    row.account = columns.text();
    row.day = columns.as<uint32_t>();
    row.client_order_id = columns.text();
    row.command_id = columns.text();
    row.row = columns.as<uint32_t>();
    row.attempt = columns.as<uint32_t>();
    row.slice = columns.as<uint32_t>();
    row.action = columns.choice<events::CommandAction>();
    row.session = columns.text();
    row.epoch = columns.integer();
    row.key.instrument.exchange = columns.choice<events::Exchange>();
    row.key.instrument.segment = columns.choice<events::Segment>();
    row.key.instrument.token = columns.as<uint32_t>();
    row.key.product = columns.choice<events::Product>();
    row.symbol = columns.text();
    row.side = columns.choice<events::Side>();
    row.type = columns.choice<events::OrderType>();
    row.validity = columns.choice<events::Validity>();
    row.quantity = columns.integer();
    row.price = columns.integer();
    row.target_client_order_id = columns.text();
    row.target_exchange_order_id = columns.text();
    row.state = columns.choice<State>();
    row.filled = columns.integer();
    row.heard = columns.integer();
    row.reason = columns.text();
    row.sender = columns.text();
    row.planned_us = columns.integer();
    row.expires_us = columns.integer();
    row.sent_us = columns.integer();
    row.ended_us = columns.integer();
    row.doubt_us = columns.integer();
    row.short_us = columns.integer();
    row.lived = columns.integer() != 0;
    row.resolved_us = columns.integer();
    return row;
}

std::string select_rows(const std::string& session, const std::vector<std::string>& ids) {
    return select(" WHERE client_order_id IN " + db::text_list(ids) +
                  " AND session=" + literal(session));
}

std::string select_open(const std::string& session, size_t limit) {
    return select(open_of("=" + literal(session)) +
                  " AND state IN ('planned','sending','sent') ORDER BY planned_us LIMIT " +
                  std::to_string(limit));
}

std::string select_doubts(const std::string& session) {
    return select("COUNT(*),COALESCE(MIN(doubt_us),0)",
                  open_of("=" + literal(session)) + " AND state='doubt'");
}

std::string select_doubts_by_session() {
    return "SELECT e.session,SUM(state='doubt'),COALESCE(MIN(IF(state='doubt',doubt_us,NULL)),0),"
           "SUM(" +
           is_unanswered() + "),COALESCE(MIN(IF(" + is_unanswered() +
           ",GREATEST(planned_us,sent_us),NULL)),0),SUM(state<>'doubt') FROM "
           "(SELECT DISTINCT session FROM exits) s JOIN exits e FORCE INDEX (open_ones) ON "
           "e.session=s.session AND "
           "e.ended_us=0 WHERE state IN ('doubt','sending','sent') GROUP BY e.session "
           "ORDER BY e.session";
}

std::string select_in_doubt(const std::vector<std::string>& sessions, size_t limit) {
    return select(open_of("IN " + db::text_list(sessions)) + " AND (state='doubt' OR " +
                  is_unanswered() + ") ORDER BY planned_us LIMIT " + std::to_string(limit));
}

std::string select_marks(const std::string& session, const std::vector<std::string>& ids) {
    return select(
        "client_order_id,state+0,sender",
        " WHERE client_order_id IN " + db::text_list(ids) + " AND session=" + literal(session));
}

std::string select_ends(const std::vector<std::string>& ids) {
    return select("account,client_order_id,reason,state+0",
                  " WHERE client_order_id IN " + db::text_list(ids));
}

std::string select_ended_accounts(const std::string& session) {
    return select("DISTINCT account", open_of("=" + literal(session)) +
                                          " AND state IN ('rejected','cancelled','doubt')");
}

std::string select_accounts_with_open(const std::vector<std::string>& sessions, int32_t partition,
                                      int32_t partitions) {
    return select("DISTINCT account", open_of("IN " + db::text_list(sessions)) +
                                          " AND CRC32(account)%" + std::to_string(partitions) +
                                          "=" + std::to_string(partition));
}

std::string select_open_elsewhere(const std::vector<std::string>& accounts, uint32_t day) {
    return select(" FORCE INDEX (open_of_account) WHERE account IN " + db::text_list(accounts) +
                  " AND ended_us=0 AND day<>" + std::to_string(day));
}

std::string count_open(const std::vector<std::string>& ids) {
    return "SELECT COUNT(*) FROM exits WHERE client_order_id IN " + db::text_list(ids) +
           " AND ended_us=0 FOR UPDATE";
}

std::string select_known_orders(const std::vector<std::string>& ids) {
    return "SELECT DISTINCT e.client_order_id FROM exits e JOIN orders o ON o.account=e.account "
           "AND o.client_order_id=e.client_order_id WHERE e.client_order_id IN " +
           db::text_list(ids);
}

std::string is_target(const std::vector<const Exit*>& cancels) {
    std::vector<std::string> numbers;
    std::vector<std::string> names{""};  // one that no order has, so that the list is never empty
    for (const Exit* cancel : cancels) {
        numbers.push_back(cancel->target_exchange_order_id);
        if (cancel->target_had_no_number()) names.push_back(cancel->target_client_order_id);
    }
    return "(exchange_order_id IN " + db::text_list(numbers) + " OR client_order_id IN " +
           db::text_list(names) + ")";
}

std::string select_ended_targets(const std::vector<std::string>& ids) {
    // An exchange may give its numbers anew each day: on a later one both names must be the
    // order's.
    return std::string{"SELECT DISTINCT e.client_order_id FROM exits e JOIN orders o ON "} +
           "o.account=e.account AND o.day>=e.day AND o.exchange=e.exchange AND "
           "o.segment=e.segment AND (o.exchange_order_id=target_exchange_order_id OR (" +
           kNumberWasUnknown +
           " AND o.client_order_id=target_client_order_id)) AND (o.day=e.day OR "
           "o.client_order_id=target_client_order_id) WHERE "
           "e.action='cancel' AND o.state IN ('filled','cancelled','rejected','expired') AND "
           "e.client_order_id IN " +
           db::text_list(ids);
}

}  // namespace exits
