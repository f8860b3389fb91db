#include "producers/replay/exchange_books.h"

#include <fmt/chrono.h>
#include <fmt/format.h>

#include <ctime>
#include <utility>

#include "common/base/clock.h"
#include "common/books/parked_statements.h"
#include "producers/replay/tables.h"

namespace replay {

namespace {

// A parked event that an operator has settled is not parked again. Where the live books have lost
// that, the record tells of what was redriven: its event is in the inbox, and was not refused.
std::vector<std::string> leave_out_settled(const std::string& live, const std::string& shadow,
                                           uint32_t day) {
    return {
        fmt::format(
            "INSERT IGNORE INTO `{1}`.parked_settled (digest,part,source,day,seq,reason,body,"
            "body_bytes,cut_account,seen,parked_us,outcome,by_whom,why,settled_us) "
            "SELECT new.digest,new.part,new.source,new.day,new.seq,new.reason,new.body,"
            "new.body_bytes,new.cut_account,new.seen,new.parked_us,'redriven','replay swap',"
            "'its redriven event is in the record',redriven.applied_us FROM `{0}`.parked AS new "
            "JOIN `{0}`.inbox AS redriven ON redriven.day={2} AND redriven.source LIKE "
            "CONCAT('redrive-',LOWER(LEFT(HEX(new.digest),16)),'-%') "
            "LEFT JOIN `{0}`.parked AS refused ON refused.source=redriven.source "
            "LEFT JOIN `{1}`.parked AS old ON old.digest=new.digest "
            "LEFT JOIN `{1}`.parked_settled AS settled ON settled.digest=new.digest "
            "WHERE new.day IN (0,{2}) AND refused.digest IS NULL AND old.digest IS NULL "
            "AND settled.digest IS NULL",
            shadow, live, day),
        fmt::format("DELETE new FROM `{0}`.parked AS new JOIN `{1}`.parked_settled AS settled "
                    "ON settled.digest=new.digest "
                    "LEFT JOIN `{1}`.parked AS old ON old.digest=new.digest "
                    "WHERE old.digest IS NULL AND new.day IN (0,{2})",
                    shadow, live, day),
        // Settled, and pruned since.
        fmt::format("DELETE new FROM `{0}`.parked AS new JOIN `{1}`.pruned_parked AS pruned "
                    "ON pruned.digest=new.digest "
                    "LEFT JOIN `{1}`.parked AS old ON old.digest=new.digest "
                    "WHERE old.digest IS NULL AND new.day IN (0,{2})",
                    shadow, live, day)};
}

}  // namespace

std::vector<std::string> copy_the_rest(const std::string& live, const std::string& shadow,
                                       uint32_t day) {
    std::vector<std::string> statements;
    for (const std::string_view table : kBooks) {
        // What could not be read has no day, and stands in the record and in the live books.
        const bool parked = table == "parked";
        statements.push_back(fmt::format("DELETE FROM `{}`.{} WHERE day{}{}{}", shadow, table,
                                         parked ? " NOT IN (0," : "<>", day, parked ? ")" : ""));
        statements.push_back(
            fmt::format("INSERT {4}INTO `{0}`.{1} SELECT * FROM `{2}`.{1} WHERE day<>{3}", shadow,
                        table, live, day, parked ? "IGNORE " : ""));
    }
    // What a ledger has decided on a correction of an earlier day's trade stays, also where it came
    // when the fold had passed it.
    statements.push_back(
        fmt::format("DELETE new FROM `{0}`.parked AS new JOIN `{1}`.backdated AS old ON "
                    "old.source=new.source AND old.day=new.day AND "
                    "old.seq=new.seq WHERE old.day={2} AND old.of_day<>0 AND (old.seq<>0 OR "
                    "old.source LIKE 'redrive-%')",
                    shadow, live, day));
    statements.push_back(
        fmt::format("REPLACE INTO `{0}`.backdated SELECT * FROM `{1}`.backdated WHERE day={2}",
                    shadow, live, day));
    // Since when something is parked, and how often it was seen, is not told by the record.
    statements.push_back(
        fmt::format("UPDATE `{0}`.parked AS new JOIN `{1}`.parked AS old USING (digest) "
                    "SET new.parked_us=old.parked_us,new.seen=old.seen WHERE old.day IN (0,{2})",
                    shadow, live, day));
    for (std::string& sql : leave_out_settled(live, shadow, day)) {
        statements.push_back(std::move(sql));
    }
    for (std::string& sql : books::count_parked_bytes(shadow)) {
        statements.push_back(std::move(sql));
    }
    return statements;
}

std::string count_unknown(const std::string& live, const std::string& shadow, uint32_t day) {
    return fmt::format(
        "SELECT COUNT(*) FROM `{}`.inbox AS old LEFT JOIN `{}`.inbox AS new "
        "ON new.source=old.source AND new.day=old.day AND new.id=old.id "
        "AND (new.content=old.content OR old.content='') "
        "WHERE old.day={} AND new.id IS NULL",
        live, shadow, day);
}

std::string rename_all(const std::string& live, const std::string& shadow, const std::string& old) {
    std::string sql = "RENAME TABLE ";
    const auto exchange = [&](std::string_view table) {
        if (table != kBooks[0]) sql.append(", ");
        sql +=
            fmt::format("`{0}`.{3} TO `{2}`.{3}, `{1}`.{3} TO `{0}`.{3}", live, shadow, old, table);
    };
    for (const std::string_view table : kBooks) exchange(table);
    for (const std::string_view table : kComputed) exchange(table);
    return sql;
}

std::string old_name(const std::string& live, base::WallTime now) {
    const std::tm time = fmt::gmtime(static_cast<std::time_t>(now.us / base::kSecondUs));
    // Two swaps fit into one second.
    const int64_t milliseconds = now.us % base::kSecondUs / 1'000;
    return fmt::format("{}_old_{:%Y%m%d_%H%M%S}_{:03}", live, time, milliseconds);
}

}  // namespace replay
