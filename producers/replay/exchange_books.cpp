#include "producers/replay/exchange_books.h"

#include <fmt/chrono.h>
#include <fmt/format.h>

#include <ctime>

#include "producers/replay/tables.h"

namespace replay {

std::vector<std::string> copy_the_rest(const std::string& live, const std::string& shadow,
                                       uint32_t day) {
    std::vector<std::string> statements;
    for (const std::string_view table : kBooks) {
        statements.push_back(fmt::format("DELETE FROM `{}`.{} WHERE day<>{}", shadow, table, day));
        statements.push_back(fmt::format("INSERT INTO `{}`.{} SELECT * FROM `{}`.{} WHERE day<>{}",
                                         shadow, table, live, table, day));
    }
    // Since when something is parked, and how often it was seen, is not told by the journal.
    statements.push_back(
        fmt::format("UPDATE `{0}`.parked AS new JOIN `{1}`.parked AS old USING (digest) "
                    "SET new.parked_us=old.parked_us,new.seen=old.seen WHERE old.day={2}",
                    shadow, live, day));
    return statements;
}

std::string count_unknown(const std::string& live, const std::string& shadow, uint32_t day) {
    return fmt::format(
        "SELECT COUNT(*) FROM `{}`.inbox AS old LEFT JOIN `{}`.inbox AS new "
        "USING (source,day,id) WHERE old.day={} AND new.id IS NULL",
        live, shadow, day);
}

std::string rename_all(const std::string& live, const std::string& shadow, const std::string& old) {
    std::string sql = "RENAME TABLE ";
    for (const std::string_view table : kBooks) {
        if (table != kBooks[0]) sql.append(", ");
        sql +=
            fmt::format("`{0}`.{3} TO `{2}`.{3}, `{1}`.{3} TO `{0}`.{3}", live, shadow, old, table);
    }
    return sql;
}

std::string old_name(const std::string& live, base::WallTime now) {
    constexpr int64_t kSecondUs = 1'000'000;
    const std::tm time = fmt::gmtime(static_cast<std::time_t>(now.us / kSecondUs));
    return fmt::format("{}_old_{:%Y%m%d_%H%M%S}", live, time);
}

}  // namespace replay
