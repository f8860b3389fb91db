#include "common/csv/rows.h"

#include <doctest/doctest.h>

namespace csv {
namespace {

std::string problem(std::string_view text) {
    const auto read = read_rows(text);
    return read.ok() ? "" : read.error().what;
}

}  // namespace

TEST_CASE("csv/rows: rows know their line, blanks and empty lines are dropped") {
    const auto read = read_rows(
        "\xEF\xBB\xBF"
        "a,b\r\n\r\n 1 , x y \r\nlast");
    REQUIRE(read.ok());
    const auto& rows = read.value();
    REQUIRE_EQ(rows.size(), 3);
    CHECK_EQ(rows[0].cells, std::vector<std::string>{"a", "b"});
    CHECK_EQ(rows[1].line, 3);
    CHECK_EQ(rows[1].cells, std::vector<std::string>{"1", "x y"});
    CHECK_EQ(rows[2].cells, std::vector<std::string>{"last"});
}

TEST_CASE("csv/rows: a quoted cell holds commas, quotes and line ends") {
    const auto read = read_rows("\"a,\"\"b\"\"\nc\" ,2,\n3,,");
    REQUIRE(read.ok());
    const auto& rows = read.value();
    REQUIRE_EQ(rows.size(), 2);
    CHECK_EQ(rows[0].cells, std::vector<std::string>{"a,\"b\"\nc", "2", ""});
    CHECK_EQ(rows[1].line, 3);
    CHECK_EQ(rows[1].cells, std::vector<std::string>{"3", "", ""});
}

TEST_CASE("csv/rows: a quote that does not end is told with its line") {
    CHECK_EQ(problem("a\n\"b\nc"), "line 2: a quote does not end");
    CHECK_EQ(problem("\"a\"b,c"), "line 1: something follows a quoted cell");
    CHECK_EQ(problem(""), "");
}

}  // namespace csv
