#include "common/instruments/as_of.h"

namespace instruments {

namespace {

std::string same(std::string_view one, std::string_view other) {
    std::string sql;
    for (const char* const column : {"exchange", "segment", "token"}) {
        sql.append(sql.empty() ? "" : " AND ").append(one).append(".").append(column);
        sql.append("=").append(other).append(".").append(column);
    }
    return sql;
}

// The first version that held longer than the day: the one of the day.
std::string until(std::string_view alias, std::string_view day) {
    return "(SELECT MIN(n.until_day) FROM former_instruments n WHERE " + same("n", alias) +
           " AND n.until_day>" + std::string{day} + ")";
}

}  // namespace

std::string join_as_of(std::string_view alias, std::string_view day) {
    return " LEFT JOIN instruments i ON " + same("i", alias) +
           " LEFT JOIN former_instruments f ON " + same("f", alias) + " AND f.until_day=COALESCE(" +
           until(alias, day) +
           ",IF(i.token IS NULL,(SELECT MAX(n.until_day) FROM former_instruments n WHERE " +
           same("n", alias) + "),NULL))";
}

std::string column_as_of(std::string_view column) {
    return "COALESCE(f." + std::string{column} + ",i." + std::string{column} + ")";
}

std::string select_any_former(uint32_t day) {
    return "SELECT 1 FROM former_instruments WHERE until_day>" + std::to_string(day) + " LIMIT 1";
}

// By a whole key that no row has: with ON FALSE MariaDB reads all rows.
std::string join_no_former() {
    return " LEFT JOIN former_instruments f ON " + same("f", "i") + " AND f.until_day=0";
}

std::string join_former(uint32_t day) {
    return " LEFT JOIN former_instruments f ON " + same("f", "i") +
           " AND f.until_day=" + until("i", std::to_string(day));
}

}  // namespace instruments
