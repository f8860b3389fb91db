#include "consumers/squareoff/cutoff_statements.h"

#include "common/base/clock.h"
#include "common/cutoffs/store.h"
#include "common/db/literal.h"
#include "common/events/command.h"

namespace squareoff {

using cutoffs::Hours;
using cutoffs::Market;
using cutoffs::Moment;
using cutoffs::Pace;
using cutoffs::Standing;
using db::literal;
using events::name_of;
using std::to_string;

namespace {

const std::string kIsOpen{cutoffs::kIsOpenSql};
// Not final, and no exit of ours.
const std::string kPends =
    "o.state IN ('open','trigger_pending','partially_filled','frozen') AND "
    "o.client_order_id NOT LIKE '" +
    std::string{events::kOwnPrefix} + "%'";

std::string key_of(const Market& market) {
    return "(" + literal(name_of(market.exchange)) + "," + literal(name_of(market.segment)) + "," +
           literal(name_of(market.product)) + ")";
}

std::string keys_of(const std::vector<Standing>& markets) {
    std::string sql;
    for (const Standing& one : markets) sql += (sql.empty() ? "(" : ",") + key_of(one.market);
    return sql + ")";
}

std::string of_market(const std::string& row, const Market& market) {
    return row + ".exchange=" + literal(name_of(market.exchange)) + " AND " + row +
           ".segment=" + literal(name_of(market.segment)) + " AND " + row +
           ".product=" + literal(name_of(market.product));
}

std::string of_share(const std::string& row, const Share& share) {
    return "CRC32(" + row + ".account)%" + to_string(share.partitions) + "=" +
           to_string(share.partition);
}

// Commands of the clock for the account and market of a row. `tail`: what follows the account.
std::string is_id_of(const std::string& id, const std::string& row, const std::string& tail) {
    return id + " LIKE CONCAT('" + std::string{kAttemptPrefix} + "'," + row + ".day,':%:'," + row +
           ".exchange,':'," + row + ".segment,':'," + row + ".product,':'," + row + ".account,'" +
           tail + "')";
}

// One that a version without numbers in its ids has given, and that goes on: it is not in
// `cutoff_accounts`.
std::string none_without_number(const std::string& row, int64_t now_us) {
    return " AND NOT EXISTS (SELECT 1 FROM commands u WHERE u.account=" + row +
           ".account AND u.day=" + row +
           ".day AND u.ended_us=0 AND u.origin='system' AND "
           "u.expires_us>" +
           to_string(now_us) + " AND " + is_id_of("u.id", row, "") + ")";
}

// What an account's attempts are joined by, and which of them leave room for another.
std::string attempts_of(const std::string& row) {
    return " LEFT JOIN cutoff_accounts a ON a.day=" + row + ".day AND a.exchange=" + row +
           ".exchange AND a.segment=" + row + ".segment AND a.product=" + row +
           ".product AND a.account=" + row +
           ".account LEFT JOIN commands c ON c.id=a.command_id WHERE ";
}

// When an attempt `c` was over for all but the orders of it that are still in doubt: those hold
// what they may fill, and nobody knows when that ends.
constexpr const char* kOverSince = "IF(c.ended_us<>0,LEAST(c.ended_us,c.expires_us),c.expires_us)";

std::string next_may_begin(const Moment& moment, const Pace& pace) {
    const auto latest = [&](uint32_t attempts) {
        return to_string(cutoffs::latest_end_us(attempts, moment.now_us, pace));
    };
    return " AND (a.account IS NULL OR a.attempts<" + to_string(cutoffs::kAttemptsMax) + " AND " +
           kOverSince + "<=CASE a.attempts WHEN 1 THEN " + latest(1) + " WHEN 2 THEN " + latest(2) +
           " ELSE " + latest(3) + " END)";
}

// Orders `m` of the main site that have moved lately, by the exchange's time: it may be squaring
// off. One that our own cancel has ended tells nothing of that.
std::string has_moved_since(int64_t since_us) {
    return "m.origin='primary' AND m.exchange_time_us>=" + to_string(since_us) +
           " AND NOT (m.state='cancelled' AND EXISTS (SELECT 1 FROM exits x WHERE "
           "x.account=m.account AND x.day=m.day AND x.action='cancel' AND x.sent_us<>0 AND "
           "x.exchange=m.exchange AND x.segment=m.segment AND "
           "(x.target_exchange_order_id=m.exchange_order_id OR m.client_order_id<>'' AND "
           "x.target_client_order_id=m.client_order_id)))";
}

std::string main_site_rests(const std::string& row, const Moment& moment, const Hours& hours,
                            const Pace& pace) {
    if (!cutoffs::is_late(moment, hours, pace)) return {};
    return " AND NOT EXISTS (SELECT 1 FROM orders m WHERE m.account=" + row +
           ".account AND m.day=" + row + ".day AND m.exchange=" + row +
           ".exchange AND m.segment=" + row + ".segment AND " +
           has_moved_since(moment.now_us - pace.settle_s * base::kSecondUs) + ")";
}

std::string on_page(const std::string& row, const Page& page) {
    return row + ".account>" + literal(page.after) + " AND " + row +
           ".account<=" + literal(page.last);
}

std::string due_rows(const std::string& table, const std::string& is_left, const Moment& moment,
                     const std::vector<Standing>& due, const Pace& pace, const Share& share,
                     const Page& page) {
    const std::string row = table.substr(table.size() - 1);
    std::string markets;
    for (const Standing& one : due) {
        markets += (markets.empty() ? "" : " OR ") + of_market(row, one.market) +
                   main_site_rests(row, moment, one.hours, pace);
    }
    return "SELECT DISTINCT " + row + ".account," + row + ".exchange+0," + row + ".segment+0," +
           row + ".product+0,COALESCE(a.attempts,0) FROM " + table + attempts_of(row) +
           on_page(row, page) + " AND " + row + ".day=" + to_string(moment.day) + " AND " +
           is_left + " AND " + of_share(row, share) + " AND (" + markets + ")" +
           next_may_begin(moment, pace) + none_without_number(row, moment.now_us);
}

}  // namespace

std::string timed_command_id(const Market& market, uint32_t day, int64_t epoch,
                             const std::string& account, uint32_t attempt) {
    return std::string{kAttemptPrefix} + to_string(day) + ":" + to_string(epoch) + ":" +
           std::string{name_of(market.exchange)} + ":" + std::string{name_of(market.segment)} +
           ":" + std::string{name_of(market.product)} + ":" + account + ":" + to_string(attempt);
}

std::string select_page(const std::string& after, size_t accounts_max) {
    const auto last_in = [&](const char* table) {
        return "(SELECT MAX(account) FROM (SELECT DISTINCT account FROM " + std::string{table} +
               " WHERE account>" + literal(after) + " ORDER BY account LIMIT " +
               to_string(accounts_max) + ") AS page)";
    };
    const std::string positions = last_in("positions");
    const std::string orders = last_in("orders");
    return "SELECT COALESCE(LEAST(p,o),p,o) FROM (SELECT " + positions + " AS p," + orders +
           " AS o) AS pages";
}

std::string select_open_markets(const std::vector<Standing>& past, uint32_t day, const Share& share,
                                const Page& page) {
    return "SELECT p.exchange+0,p.segment+0,p.product+0,COUNT(*) FROM positions p WHERE " +
           on_page("p", page) + " AND p.day=" + to_string(day) +
           " AND (p.exchange,p.segment,p.product) IN " + keys_of(past) + " AND " + kIsOpen +
           " AND " + of_share("p", share) + " GROUP BY p.exchange,p.segment,p.product";
}

std::string select_due_positions(const Moment& moment, const std::vector<Standing>& due,
                                 const Pace& pace, const Share& share, const Page& page) {
    return due_rows("positions p", kIsOpen, moment, due, pace, share, page);
}

std::string select_due_orders(const Moment& moment, const std::vector<Standing>& due,
                              const Pace& pace, const Share& share, const Page& page) {
    return due_rows("orders o", kPends, moment, due, pace, share, page);
}

std::string select_last(const std::vector<std::string>& accounts, const Moment& moment) {
    return "SELECT a.account,a.exchange+0,a.segment+0,a.product+0,a.attempts,COALESCE(" +
           std::string{kOverSince} + "<=" + to_string(moment.now_us) +
           ",0) FROM cutoff_accounts a LEFT JOIN commands c ON c.id=a.command_id WHERE a.day=" +
           to_string(moment.day) + " AND a.account IN " + db::text_list(accounts);
}

std::string select_moving(const std::vector<std::string>& accounts, uint32_t day,
                          int64_t since_us) {
    return "SELECT DISTINCT m.account,m.exchange+0,m.segment+0 FROM orders m WHERE m.account IN " +
           db::text_list(accounts) + " AND m.day=" + to_string(day) + " AND " +
           has_moved_since(since_us);
}

std::vector<std::string> upsert_attempts(const std::vector<Attempt>& attempts, int32_t partition) {
    if (attempts.empty()) return {};
    std::string sql;
    for (const Attempt& one : attempts) {
        sql += sql.empty() ? "INSERT INTO cutoff_accounts (day,exchange,segment,product,account,"
                             "part,attempts,command_id,to_tell) VALUES "
                           : ",";
        sql += "(" + to_string(one.day) + "," + literal(name_of(one.market.exchange)) + "," +
               literal(name_of(one.market.segment)) + "," + literal(name_of(one.market.product)) +
               "," + literal(one.account) + "," + to_string(partition) + "," +
               to_string(one.number) + "," + literal(one.command_id) + ",TRUE)";
    }
    return {sql +
            " ON DUPLICATE KEY UPDATE part=VALUES(part),"
            "command_id=IF(VALUES(attempts)=attempts+1,VALUES(command_id),command_id),"
            "attempts=IF(VALUES(attempts)=attempts+1,VALUES(attempts),attempts),to_tell=TRUE"};
}

std::string select_to_tell(const std::vector<Standing>& going_on, uint32_t day, int32_t partition,
                           size_t most) {
    std::string sql =
        "SELECT a.day,a.exchange+0,a.segment+0,a.product+0,a.account,a.attempts,a.told FROM "
        "cutoff_accounts a JOIN commands c ON c.id=a.command_id WHERE a.part=" +
        to_string(partition) +
        " AND a.to_tell AND c.ended_us<>0 AND NOT EXISTS (SELECT 1 FROM commands e WHERE "
        "e.account=a.account AND e.day=a.day AND e.ended_us=0 AND e.origin='system' AND " +
        is_id_of("e.id", "a", ":%") + ")";
    if (!going_on.empty()) {
        const std::string same =
            "=(a.account,a.day,a.exchange,a.segment) AND ";  // begins the primary keys
        sql += " AND (a.day<>" + to_string(day) + " OR (a.exchange,a.segment,a.product) NOT IN " +
               keys_of(going_on) +
               " OR NOT EXISTS (SELECT 1 FROM positions p WHERE "
               "(p.account,p.day,p.exchange,p.segment)" +
               same + "p.product=a.product AND " + kIsOpen +
               ") AND NOT EXISTS (SELECT 1 FROM orders o WHERE "
               "(o.account,o.day,o.exchange,o.segment)" +
               same + "o.product=a.product AND " + kPends + "))";
    }
    return sql + " LIMIT " + to_string(most);
}

std::string select_attempts_of(const std::vector<std::string>& accounts, uint32_t day) {
    return "SELECT body,state+0,reason,accepted_us,ended_us FROM commands WHERE account IN " +
           db::text_list(accounts) + " AND day=" + to_string(day) + " AND origin='system' AND " +
           "id LIKE '" + std::string{kAttemptPrefix} + "%' ORDER BY accepted_us,id";
}

std::string note_told(const Attempt& attempt) {
    return "UPDATE cutoff_accounts a SET told=attempts,to_tell=FALSE WHERE a.day=" +
           to_string(attempt.day) + " AND " + of_market("a", attempt.market) +
           " AND a.account=" + literal(attempt.account) +
           " AND a.attempts=" + to_string(attempt.number);
}

}  // namespace squareoff
