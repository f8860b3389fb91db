#include "common/exits/resolution.h"

#include "common/db/literal.h"
#include "common/exits/transitions.h"

namespace exits {
namespace {

std::string states_before_resolve() {
    std::string sql;
    for (const State state : states_before(Word::Resolve)) {
        sql.append(sql.empty() ? "'" : ",'").append(events::name_of(state)).append("'");
    }
    return sql;
}

// Neither has its gateway heard more, nor has anybody moved it.
std::string as_seen(const Exit& seen) {
    std::string sql = " WHERE client_order_id=";
    db::append_text(sql, seen.client_order_id);
    sql.append(" AND state='").append(events::name_of(seen.state)).append("' AND heard=");
    db::append_integer(sql, seen.heard);
    sql += std::string{" AND lived="} + (seen.lived ? "1" : "0") + " AND sender=";
    db::append_text(sql, seen.sender);
    return sql;
}

// Of each row of `orders` that is the exit's, `condition`.
std::string any_order(const std::string& condition) {
    return "EXISTS (SELECT 1 FROM orders o WHERE o.account=exits.account AND "
           "o.client_order_id=exits.client_order_id" +
           condition + ")";
}

std::string is_known() { return any_order(""); }

// An end, or a day that may still bring one.
std::string is_decided(int64_t now_us) {
    return any_order(
        " AND (o.state IN ('filled','cancelled','rejected','expired') OR COALESCE((SELECT "
        "MAX(d.ends_us) FROM days_opened d WHERE d.day=GREATEST(o.day,exits.day)),"
        "9223372036854775807)>" +
        std::to_string(now_us - kDayOverUs) + ")");
}

}  // namespace

std::string select_in_books(const Exit& row, int64_t now_us) {
    std::string sql = "SELECT IF(" + is_known() + ",IF(" + is_decided(now_us) +
                      ",1,2),0) FROM exits WHERE client_order_id=";
    db::append_text(sql, row.client_order_id);
    return sql;
}

// MariaDB assigns from left to right: what depends on the state is assigned before it.
std::string resolve_row(const Exit& seen, int64_t filled, int64_t now_us) {
    const std::string now = std::to_string(now_us);
    const std::string said = std::to_string(filled);
    const std::string outcome =
        filled == 0 ? "reason='resolved by hand: nothing has filled',state='cancelled'"
                    : "reason='in doubt: " + said +
                          " filled, as told by hand, and not in the books yet',doubt_us="
                          "IF(doubt_us=0," +
                          now + ",doubt_us),state='doubt'";
    return "UPDATE exits SET heard=" + said + ",short_us=0,resolved_us=" + now + "," + outcome +
           as_seen(seen) + " AND state IN (" + states_before_resolve() +
           ") AND action='exit' AND ended_us=0 AND filled<=" + said + " AND quantity>=" + said +
           " AND IF(" + is_known() + ",NOT " + is_decided(now_us) + " AND (heard<=" + said +
           " OR filled=" + said + "),filled=0 AND heard<=" + said + ")";
}

}  // namespace exits
