#include "common/verdict/tables.h"

#include <algorithm>

#include "common/base/exchange_clock.h"
#include "common/db/columns.h"
#include "common/db/now.h"
#include "common/site/day_store.h"

namespace verdict {
namespace {

constexpr std::string_view kBounded = "SET STATEMENT max_statement_time=0.5 FOR ";

std::string bounded(const std::string& select) { return std::string{kBounded} + select; }

std::string limited(const std::string& select) {
    return bounded(select + " LIMIT " + std::to_string(kAccountsMax + 1));
}

// The date at the exchanges, by the database's clock.
std::string exchange_date() {
    return "(SELECT CAST(DATE_FORMAT(DATE_ADD('1970-01-01',INTERVAL " + std::string{db::kNowUs} +
           " DIV 1000000+" + std::to_string(base::kExchangeOffsetS) +
           " SECOND),'%Y%m%d') AS UNSIGNED))";
}

// Streams whose recorded events are not all in the books, `h` and `w`: since when the books stand
// still, but not before the record has had what they lack (`h.updated_us`, see head_statements.h).
constexpr std::string_view kBehind =
    "record_heads h LEFT JOIN watermarks w ON w.part=h.part AND w.source=h.source AND w.day=h.day "
    "WHERE h.seq>COALESCE(w.seq,0) AND h.day=";
constexpr std::string_view kStandsSince = "GREATEST(COALESCE(w.updated_us,0),h.updated_us)";

// A session that no order goes through: it has been logged off for longer than a new logon takes,
// or its gateway does not write any more.
constexpr std::string_view kRoutes = "exchange_routes r JOIN order_sessions s ON s.name=r.session";
std::string is_down(const Limits& limits) {
    const std::string now{db::kNowUs};
    return "((s.logged_on=0 AND s.since_us<" + now + "-" + std::to_string(limits.session_down_us) +
           ") OR s.seen_us<" + now + "-" + std::to_string(limits.gateway_silent_us) + ")";
}

}  // namespace

std::string moment_sql() {
    const std::string day{site::kOpenDaySql};
    return bounded("SELECT CAST(" + std::string{db::kNowUs} + " AS SIGNED),COALESCE(" + day +
                   ",0),COALESCE((SELECT opened_us FROM trading_day),0),EXISTS(SELECT 1 FROM "
                   "watermarks WHERE day=" +
                   day + "),EXISTS(SELECT 1 FROM record_heads WHERE day=" + day +
                   "),EXISTS(SELECT 1 FROM watermarks WHERE day=" + exchange_date() +
                   ") OR EXISTS(SELECT 1 FROM record_heads WHERE day=" + exchange_date() +
                   "),CAST(COALESCE((SELECT SUM(missing_files) FROM record_progress),0) AS "
                   "SIGNED)");
}

void read_moment(const std::vector<db::Row>& rows, Inputs& inputs) {
    for (const db::Row& row : rows) {
        db::Columns columns{row};
        inputs.now_us = columns.integer();
        inputs.day = columns.as<uint32_t>();
        inputs.day_opened_us = columns.integer();
        inputs.booked = columns.flag();
        inputs.recorded = columns.flag();
        inputs.today_has_events = columns.flag();
        inputs.missing_files = columns.integer();
    }
}

std::string partitions_sql(uint32_t day) {
    const std::string today = std::to_string(day);
    const std::string lacking = " FROM " + std::string{kBehind} + today + " AND h.part=p.part),0)";
    return bounded("SELECT p.part,CAST(COALESCE((SELECT SUM(h.seq-COALESCE(w.seq,0))" + lacking +
                   " AS SIGNED),CAST(COALESCE((SELECT " + std::string{db::kNowUs} + "-MIN(" +
                   std::string{kStandsSince} + ")" + lacking +
                   " AS SIGNED),COALESCE(r.compared_us,0),COALESCE(r.accounts,0),"
                   "COALESCE(r.differing,0),COALESCE(r.unlisted,0),COALESCE(r.incomplete,0),"
                   "COALESCE(r.swept_us,0),COALESCE(r.settled,1) FROM (SELECT part "
                   "FROM watermarks WHERE day=" +
                   today + " UNION SELECT part FROM record_heads WHERE day=" + today +
                   " UNION SELECT part FROM reconciler_rounds WHERE day=" + today +
                   ") p LEFT JOIN reconciler_rounds r ON r.part=p.part AND r.day=" + today +
                   " ORDER BY p.part");
}

void read_partitions(const std::vector<db::Row>& rows, Inputs& inputs) {
    for (const db::Row& row : rows) {
        db::Columns columns{row};
        Partition& one = inputs.partitions.emplace_back();
        one.number = columns.integer();
        one.missing = columns.integer();
        one.stood_us = std::max<int64_t>(0, columns.integer());
        one.compared_us = columns.integer();
        one.accounts = columns.integer();
        one.differing = columns.integer();
        one.unlisted = columns.integer();
        one.incomplete = columns.flag();
        one.swept_us = columns.integer();
        one.settled = columns.flag();
    }
}

std::string pauses_sql() {
    return bounded("SELECT part,by_whom,reason,since_us,resumed_us FROM pauses ORDER BY part");
}

void read_pauses(const std::vector<db::Row>& rows, Inputs& inputs) {
    for (const db::Row& row : rows) {
        db::Columns columns{row};
        Pause& one = inputs.pauses.emplace_back();
        one.partition = columns.integer();
        one.by = columns.text();
        one.reason = columns.text();
        one.since_us = columns.integer();
        one.resumed_us = columns.integer();
    }
}

std::string differing_accounts_sql(uint32_t day) {
    // A row of trades alone, and an order that only the books have, make no exit too large.
    return limited(
        "SELECT account,MIN(part),COUNT(*),0,CAST(SUM(book='positions' OR (book='orders' "
        "AND kind<>'extra')) AS SIGNED) FROM differences WHERE day=" +
        std::to_string(day) + " GROUP BY account");
}

std::string parked_accounts_sql(uint32_t day) {
    return limited(
        // What an earlier day's books lack, today's lack too.
        "SELECT account,MIN(part),0,COUNT(*),COUNT(*) FROM parked WHERE account IS NOT NULL AND "
        "day<=" +
        std::to_string(day) + " GROUP BY account");
}

std::string nameless_parked_sql(uint32_t day) {
    // A command that was refused (consumers/squareoff/store_write.cpp) is no event.
    return bounded(
        "SELECT COUNT(*) FROM (SELECT 1 FROM parked WHERE account IS NULL AND day IN (0," +
        std::to_string(day) + ") AND reason NOT LIKE 'command: %' LIMIT " +
        std::to_string(kNamelessMax + 1) + ") some");
}

void read_nameless_parked(const std::vector<db::Row>& rows, Inputs& inputs) {
    for (const db::Row& row : rows) inputs.nameless_parked = db::Columns{row}.integer();
}

namespace {

// nullptr: there are more than are kept.
Account* account_of(const std::string& name, Inputs& inputs) {
    const auto found = std::ranges::find(inputs.accounts, name, &Account::name);
    if (found != inputs.accounts.end()) return &*found;
    if (inputs.accounts.size() < static_cast<size_t>(kAccountsMax)) {
        return &inputs.accounts.emplace_back(Account{.name = name});
    }
    inputs.more_accounts = true;
    return nullptr;
}

}  // namespace

std::string edited_accounts_sql(uint32_t day) {
    // What is parked still counts as that (common/account/read_doubts.cpp).
    return limited(
        "SELECT account,COUNT(DISTINCT digest) FROM edited_events e WHERE day IN (0," +
        std::to_string(day) +
        ") AND (side='sent' OR NOT EXISTS (SELECT 1 FROM parked p WHERE p.digest=e.digest)) GROUP "
        "BY account");
}

void read_edited_accounts(const std::vector<db::Row>& rows, Inputs& inputs) {
    for (const db::Row& row : rows) {
        db::Columns columns{row};
        Account* const found = account_of(columns.text(), inputs);
        if (found == nullptr) continue;
        found->edited = columns.integer();
        found->holding += found->edited;
    }
}

void read_accounts(const std::vector<db::Row>& rows, Inputs& inputs) {
    for (const db::Row& row : rows) {
        db::Columns columns{row};
        Account* const found = account_of(columns.text(), inputs);
        if (found == nullptr) continue;
        found->partition = columns.integer();
        found->differing += columns.integer();
        found->parked += columns.integer();
        found->holding += columns.integer();
    }
}

std::string exchanges_sql(uint32_t day) {
    return bounded("SELECT CONCAT(exchange,''),differing FROM venue_rounds WHERE day=" +
                   std::to_string(day));
}

void read_exchanges(const std::vector<db::Row>& rows, Inputs& inputs) {
    for (const db::Row& row : rows) {
        db::Columns columns{row};
        Exchange& one = inputs.exchanges.emplace_back();
        one.name = columns.text();
        one.differing = columns.integer();
    }
}

std::string totals_sql() {
    return bounded("SELECT wanted,reason,since_us,compared_us FROM venue_watch");
}

void read_totals(const std::vector<db::Row>& rows, Inputs& inputs) {
    for (const db::Row& row : rows) {
        db::Columns columns{row};
        Totals& totals = inputs.totals.emplace();
        totals.wanted = columns.flag();
        totals.reason = columns.text();
        totals.since_us = columns.integer();
        totals.compared_us = columns.integer();
    }
}

std::string sessions_sql() {
    return bounded("SELECT s.name,CONCAT(r.exchange,'')," + is_down(Limits{}) + " FROM " +
                   std::string{kRoutes} + " ORDER BY r.exchange");
}

void read_sessions(const std::vector<db::Row>& rows, Inputs& inputs) {
    for (const db::Row& row : rows) {
        db::Columns columns{row};
        Session& one = inputs.sessions.emplace_back();
        one.name = columns.text();
        one.exchange = columns.text();
        one.logged_on = !columns.flag();
    }
}

std::string unreached_exchanges_sql(const Limits& limits) {
    return "(SELECT GROUP_CONCAT(DISTINCT r.exchange+0) FROM " + std::string{kRoutes} + " WHERE " +
           is_down(limits) + ")";
}

std::string partition_is_held_sql(int32_t partition, std::string_view day, const Limits& limits) {
    const std::string part = std::to_string(partition);
    const std::string today{day};
    return "(EXISTS(SELECT 1 FROM " + std::string{kBehind} + today + " AND h.part=" + part +
           " AND " + std::string{kStandsSince} + "<" + std::string{db::kNowUs} + "-" +
           std::to_string(limits.behind_us_max) +
           ") OR EXISTS(SELECT 1 FROM reconciler_rounds WHERE unlisted>0 AND part=" + part +
           " AND day=" + today + "))";
}

std::string partition_lags_sql(int32_t partition, std::string_view day, int64_t since_us) {
    return "EXISTS(SELECT 1 FROM " + std::string{kBehind} + std::string{day} +
           " AND h.part=" + std::to_string(partition) +
           " AND h.updated_us<=" + std::to_string(since_us) + ")";
}

}  // namespace verdict
