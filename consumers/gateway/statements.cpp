#include "consumers/gateway/statements.h"

#include <charconv>

#include "common/base/must.h"
#include "common/db/literal.h"
#include "common/db/now.h"

namespace gateway {
namespace {

constexpr size_t kReasonBytes = 200;  // of the column

constexpr std::string_view kColumns =
    "client_order_id,account,day,action+0,session,exchange+0,segment+0,token,symbol,product+0,"
    "side+0,type+0,validity+0,quantity,price,target_client_order_id,target_exchange_order_id,"
    "state+0,sender,planned_us";

std::string quoted(std::string_view text) {
    std::string sql;
    db::append_text(sql, text);
    return sql;
}

std::string reason_of(const std::string& reason) {
    return quoted(std::string_view{reason}.substr(0, kReasonBytes));
}

// Rows that have not been sent: planned, or marked by an earlier try of this very marking.
std::string not_sent(const std::string& session, const std::vector<std::string>& ids,
                     const std::string& mark) {
    return "e.client_order_id IN " + db::text_list(ids) + " AND e.session=" + quoted(session) +
           " AND (e.state='planned' OR (e.state='sending' AND e.sender=" + quoted(mark) + "))";
}

int64_t integer_of(const std::optional<std::string>& text) {
    int64_t value = 0;
    base::must(text.has_value());
    std::from_chars(text->data(), text->data() + text->size(), value);
    return value;
}

template <class Enum>
Enum choice_of(const std::optional<std::string>& text) {
    return static_cast<Enum>(integer_of(text) - 1);
}

}  // namespace

std::string select_rows(const std::string& session, const std::vector<std::string>& ids) {
    return "SELECT " + std::string{kColumns} + " FROM exits WHERE client_order_id IN " +
           db::text_list(ids) + " AND session=" + quoted(session);
}

std::string select_open(const std::string& session, size_t limit) {
    return "SELECT " + std::string{kColumns} + " FROM exits WHERE session=" + quoted(session) +
           " AND ended_us=0 AND state IN ('planned','sending','sent') ORDER BY planned_us LIMIT " +
           std::to_string(limit);
}

ExitOrder exit_order(const db::Row& row) {
    ExitOrder order;
    order.client_order_id = *row[0];
    order.account = *row[1];
    order.day = static_cast<uint32_t>(integer_of(row[2]));
    order.action = choice_of<events::CommandAction>(row[3]);
    order.session = *row[4];
    order.exchange = choice_of<events::Exchange>(row[5]);
    order.segment = choice_of<events::Segment>(row[6]);
    order.token = static_cast<uint32_t>(integer_of(row[7]));
    order.symbol = *row[8];
    order.product = choice_of<events::Product>(row[9]);
    order.side = choice_of<events::Side>(row[10]);
    order.type = choice_of<events::OrderType>(row[11]);
    order.validity = choice_of<events::Validity>(row[12]);
    order.quantity = integer_of(row[13]);
    order.price = integer_of(row[14]);
    order.target_client_order_id = *row[15];
    order.target_exchange_order_id = *row[16];
    order.state = choice_of<RowState>(row[17]);
    order.sender = *row[18];
    order.planned_us = integer_of(row[19]);
    return order;
}

std::string mark_rows(const std::string& session, const std::vector<std::string>& ids,
                      const std::string& mark, bool day_only) {
    return "UPDATE exits e JOIN site_state s ON s.one=1 SET e.state='sending',e.sender=" +
           quoted(mark) + (day_only ? ",e.validity='day'" : "") + " WHERE " +
           not_sent(session, ids, mark) +
           " AND s.state='ACTIVE' AND s.epoch=e.epoch AND e.expires_us>" + std::string{db::kNowUs};
}

std::string fence_rows(const std::string& session, const std::vector<std::string>& ids,
                       const std::string& mark) {
    return "UPDATE exits e JOIN site_state s ON s.one=1 SET e.state='cancelled',"
           "e.reason=IF(s.state='ACTIVE' AND s.epoch=e.epoch,"
           "'expires_us: the command has expired','epoch: fenced off') WHERE " +
           not_sent(session, ids, mark) +
           " AND (s.state<>'ACTIVE' OR s.epoch<>e.epoch OR e.expires_us<=" +
           std::string{db::kNowUs} + ")";
}

std::string put_back(const std::vector<std::string>& ids, const std::string& mark) {
    return "UPDATE exits SET state='planned',sender='' WHERE client_order_id IN " +
           db::text_list(ids) + " AND state='sending' AND sender=" + quoted(mark);
}

std::string record_sent(const std::vector<SentRow>& rows, const std::string& mark) {
    std::vector<std::string> ids;
    std::string times;
    ids.reserve(rows.size());
    for (const SentRow& row : rows) {
        ids.push_back(row.id);
        times += " WHEN " + quoted(row.id) + " THEN " + std::to_string(row.sent_us);
    }
    return "UPDATE exits SET sent_us=IF(sent_us<>0,sent_us,CASE client_order_id" + times +
           " END),state=IF(state='sending','sent',state) WHERE client_order_id IN " +
           db::text_list(ids) + " AND sender=" + quoted(mark);
}

std::string refuse_rows(const std::vector<std::string>& ids, const std::string& reason) {
    return "UPDATE exits SET state='rejected',reason=" + reason_of(reason) +
           " WHERE client_order_id IN " + db::text_list(ids) + " AND state='planned'";
}

std::string reject_rows(const std::vector<std::string>& ids, const std::string& reason,
                        bool only_unanswered) {
    std::string sql = "UPDATE exits e SET e.state='rejected',e.reason=" + reason_of(reason) +
                      " WHERE e.client_order_id IN " + db::text_list(ids);
    if (!only_unanswered) return sql + " AND e.state IN ('sending','sent','working','frozen')";
    return sql +
           " AND e.state IN ('sending','sent') AND NOT EXISTS (SELECT 1 FROM orders o WHERE "
           "o.account=e.account AND o.day=e.day AND o.client_order_id=e.client_order_id)";
}

std::string select_accounts(const std::vector<std::string>& ids) {
    return "SELECT DISTINCT account FROM exits WHERE client_order_id IN " + db::text_list(ids);
}

std::string select_ended_accounts(const std::string& session) {
    return "SELECT DISTINCT account FROM exits WHERE session=" + quoted(session) +
           " AND ended_us=0 AND state IN ('rejected','cancelled')";
}

std::string select_known_orders(const std::vector<std::string>& ids) {
    return "SELECT e.client_order_id FROM exits e JOIN orders o ON o.account=e.account AND "
           "o.day=e.day AND o.client_order_id=e.client_order_id WHERE e.client_order_id IN " +
           db::text_list(ids);
}

std::string select_ended_targets(const std::vector<std::string>& ids) {
    return "SELECT e.client_order_id FROM exits e JOIN orders o ON o.account=e.account AND "
           "o.day=e.day AND o.exchange=e.exchange AND o.segment=e.segment AND "
           "(o.exchange_order_id=e.target_exchange_order_id OR (e.target_exchange_order_id IN "
           "('',e.target_client_order_id) AND o.client_order_id=e.target_client_order_id)) WHERE "
           "e.action='cancel' AND "
           "o.state IN ('filled','cancelled','rejected','expired') AND e.client_order_id IN " +
           db::text_list(ids);
}

}  // namespace gateway
