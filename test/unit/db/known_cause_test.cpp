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

TEST_CASE(
    "db/known_cause: a server that is there and cannot serve is not told as one that is down") {
    CHECK(
        db::known_cause(1040, "Too many connections").starts_with("the database answers, and all"));
    CHECK(db::known_cause(1290, "running with --read-only")
              .starts_with("the database answers, and takes no writes"));
}
