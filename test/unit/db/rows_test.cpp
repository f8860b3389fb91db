#include "common/db/rows.h"

#include <doctest/doctest.h>

#include <string>

using db::Rows;

namespace {

enum class Colour { Red, Green };

Rows some_rows() {
    Rows rows{"INSERT INTO t (a,b,c) VALUES ",
              {Rows::Type::Text, Rows::Type::Integer, Rows::Type::Choice},
              " ON DUPLICATE KEY UPDATE b=1"};
    rows.text("it's").integer(-7).choice(Colour::Red);
    rows.text({}).integer(INT64_MAX).choice(Colour::Green);
    return rows;
}

}  // namespace

TEST_CASE("db/rows: no rows are no statement") {
    const Rows rows{"INSERT INTO t (a) VALUES ", {Rows::Type::Text}, ""};
    CHECK(rows.empty());
    CHECK(rows.sql().empty());
}

TEST_CASE("db/rows: as one statement, texts as literals and choices as indexes from 1") {
    CHECK(some_rows().count() == 2);
    CHECK(some_rows().sql() ==
          R"(INSERT INTO t (a,b,c) VALUES ('it\'s',-7,1),('',9223372036854775807,2))"
          " ON DUPLICATE KEY UPDATE b=1");
}

TEST_CASE("db/rows: as a statement to be prepared, one row of question marks") {
    CHECK(some_rows().prepared_sql() ==
          "INSERT INTO t (a,b,c) VALUES (?,?,?) ON DUPLICATE KEY UPDATE b=1");
}

TEST_CASE("db/rows: columns hold the values of each row, an empty text is not NULL") {
    const Rows rows = some_rows();
    REQUIRE(rows.columns().size() == 3);
    CHECK(rows.columns()[0].lengths == std::vector<unsigned long>{4, 0});
    CHECK(rows.columns()[0].texts[1] != nullptr);
    CHECK(rows.columns()[1].integers == std::vector<int64_t>{-7, INT64_MAX});
    CHECK(rows.columns()[2].choices == std::vector<int8_t>{1, 2});
}
