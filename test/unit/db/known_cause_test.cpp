#include "common/db/known_cause.h"

#include <doctest/doctest.h>

TEST_CASE(
    "db/known_cause: a database without tables, or with others, says what to run, and no SQL") {
    CHECK_EQ(db::known_cause(1146, "Table 'backstop.site_state' doesn't exist"),
             "the database lacks tables of Backstop: run backstopctl migrate");
    CHECK_EQ(
        db::known_cause(1054, "Unknown column 'a' in 'SELECT'"),
        "the database's tables are of another version: run backstopctl migrate (Unknown column "
        "'a' in 'SELECT')");
    CHECK_EQ(db::known_cause(1213, "Deadlock found"), "");
}
