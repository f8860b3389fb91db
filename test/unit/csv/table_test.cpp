#include "common/csv/table.h"

#include <doctest/doctest.h>

namespace {

std::string problem(std::string_view text) {
    const auto table = csv::parse(text, "f.csv", {"account", "product"});
    return table.ok() ? "" : table.error().what;
}

}  // namespace

TEST_CASE(
    "csv/table: a spreadsheet's mark, quotes, blanks, line ends and capitals change nothing") {
    for (const char* text :
         {"account,product\nA1,CNC\n",
          "\xEF\xBB\xBF"
          "account,product\r\nA1,CNC\r\n",
          "Product , ACCOUNT\n CNC\t, A1 \n\n", "\"account\",\"product\"\n\"A1\",CNC"}) {
        const auto table = csv::parse(text, "f.csv", {"account", "product"});
        REQUIRE(table.ok());
        REQUIRE_EQ(table.value().rows.size(), 1);
        const auto& cells = table.value().rows[0].cells;
        CHECK_EQ(cells[*table.value().column("account")], "A1");
        CHECK_EQ(cells[*table.value().column("product")], "CNC");
    }
}

TEST_CASE("csv/table: what is wrong is told with the line of the file") {
    CHECK_EQ(problem("account,product\n\nA1,CNC,x"), "f.csv line 3: 3 fields, not 2");
    CHECK_EQ(problem("account,product\n\"A1\nA2,CNC"), "f.csv line 2: a quote does not end");
    CHECK_EQ(problem("account;product\nA1;CNC"), "f.csv: no column account");
    CHECK_EQ(problem("account,product,Account\n"), "f.csv: column account is there twice");
    CHECK_EQ(problem("account,product,x,y,X\n"), "f.csv: column x is there twice");
    CHECK_EQ(problem("account,product,,\nA1,CNC,,\n"), "");
    CHECK_EQ(problem(""), "f.csv: no column account");
    CHECK_EQ(problem(std::string_view{"\xFF\xFE"
                                      "a\0",
                                      4}),
             "f.csv line 1: UTF-16; save the file as UTF-8");
    CHECK_EQ(problem(std::string_view{"a\nb\0", 4}), "f.csv line 2: has a zero byte");
}
