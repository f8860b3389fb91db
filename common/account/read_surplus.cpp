#include "common/account/read_surplus.h"

#include "common/account/exit_rules.h"
#include "common/account/order_rows.h"
#include "common/db/columns.h"
#include "common/db/literal.h"

namespace account {

using base::Status;
using base::Unit;
using db::Columns;

namespace {

// Each account from the first day on that it has orders of ours of; no other has any.
struct Since {
    std::string account;
    uint32_t day = 0;
};

base::Result<std::vector<Since>> read_since(db::Session& session,
                                            const std::vector<std::string>& accounts,
                                            uint32_t day) {
    const auto rows = session.query("SELECT account,MIN(day) FROM exits WHERE account IN " +
                                    db::text_list(accounts) + " AND day<=" + std::to_string(day) +
                                    " GROUP BY account");
    if (!rows.ok()) return rows.error();
    std::vector<Since> since;
    for (const db::Row& row : rows.value()) {
        Columns columns{row};
        std::string account = columns.text();
        since.push_back({std::move(account), columns.as<uint32_t>()});
    }
    return since;
}

// The keys of `orders` and `trades` begin with account and day: each account is a range.
std::string ranges_of(const std::vector<Since>& since, uint32_t day) {
    std::string sql;
    for (const Since& one : since) {
        sql += (sql.empty() ? "(account=" : " OR account=") + db::literal(one.account) +
               " AND day BETWEEN " + std::to_string(one.day) + " AND " + std::to_string(day);
    }
    return sql + ") AND client_order_id LIKE 'BX%'";
}

// What the exchange has told as filled includes all days of an order. Of one day more than that may
// be there for a moment, because its state is on its way: then it counts up to what was ordered.
// What has come on two days and goes beyond it has been told twice.
std::string select_surplus(const std::vector<Since>& since, uint32_t day) {
    const std::string ranges = ranges_of(since, day);
    return "SELECT t.account,t.exchange+0,t.segment+0,t.token,t.product+0,t.side+0,t.time_us,"
           "t.quantity-IF(t.days>1 AND o.filled>0,o.filled,GREATEST(COALESCE(o.quantity,"
           "e.quantity),COALESCE(o.filled,0))) AS surplus FROM (SELECT account,client_order_id,"
           "exchange,segment,token,product,side,SUM(quantity) AS quantity,COUNT(DISTINCT day) AS "
           "days,MAX(exchange_time_us) AS time_us FROM trades WHERE " +
           ranges +
           " AND state='live' GROUP BY account,client_order_id,exchange,segment,token,product,side)"
           " t JOIN exits e ON e.client_order_id=t.client_order_id LEFT JOIN (SELECT account,"
           "client_order_id,MAX(quantity) AS quantity,MAX(filled) AS filled FROM orders WHERE " +
           ranges +
           " GROUP BY account,client_order_id) o ON o.account=t.account AND "
           "o.client_order_id=t.client_order_id HAVING surplus>0";
}

Doubt read_doubt(Columns& columns) {
    const PositionKey key = read_key(columns);
    Doubt doubt{Doubt::Kind::Unbooked, {}};
    doubt.event.kind = "trade";
    doubt.event.action = "new";
    doubt.event.exchange = key.instrument.exchange;
    doubt.event.segment = key.instrument.segment;
    doubt.event.token = key.instrument.token;
    doubt.event.product = key.product;
    // To be taken back is a trade of the other side.
    doubt.event.side = opposite(columns.choice<events::Side>());
    doubt.since_us = columns.integer();
    doubt.event.quantity = columns.integer();
    return doubt;
}

}  // namespace

Status read_surplus(db::Session& session, const std::vector<std::string>& accounts, uint32_t day,
                    std::map<std::string, View*>& by_account) {
    const auto since = read_since(session, accounts, day);
    if (!since.ok()) return since.error();
    if (since.value().empty()) return Unit{};
    const auto rows = session.query(select_surplus(since.value(), day));
    if (!rows.ok()) return rows.error();
    for (const db::Row& row : rows.value()) {
        Columns columns{row};
        if (View* view = by_account[columns.text()]) view->doubts.push_back(read_doubt(columns));
    }
    return Unit{};
}

}  // namespace account
